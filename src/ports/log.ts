/** Structured lines for operators; never user-facing, never the audit. Secrets are masked by whoever builds it. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
