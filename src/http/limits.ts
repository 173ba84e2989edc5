/** What one HTTP listener bears. Times are real milliseconds. */
export interface HttpLimits {
  /** All headers of a request have to be there by then. */
  readonly headersMs: number;
  /** And its body; each door has a shorter limit of its own for that. */
  readonly requestMs: number;
  /** How often slow senders are looked for. */
  readonly checkEveryMs: number;
  /** How long a connection is kept for the next request. */
  readonly keepMs: number;
  readonly mostConnections: number;
  readonly mostHeaders: number;
  readonly mostHeaderBytes: number;
}

export const HTTP_LIMITS: HttpLimits = {
  ...{ headersMs: 10_000, requestMs: 30_000, checkEveryMs: 1_000 },
  // Longer than proxies keep one (Azure's gateways, nginx: up to 60 s): who closes first must be the one who sends.
  keepMs: 65_000,
  ...{ mostConnections: 1_000, mostHeaders: 100, mostHeaderBytes: 16 * 1024 },
};
