/** How something ended, in a word of a few: what the ports' own errors call it. Nothing of a message is in it. */
export function outcomeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'broken';
  const kind = 'kind' in error ? error.kind : undefined;
  if (typeof kind === 'string' && KINDS.has(kind)) return kind;
  return BY_NAME[error.name] ?? 'broken';
}

/** Of `CloudError` and `ChatError`. */
const KINDS: ReadonlySet<string> = new Set(['not-found', 'conflict', 'denied', 'busy', 'broken', 'gone']);

const BY_NAME: Readonly<Record<string, string>> = {
  ...{ Conflict: 'conflict', StoreError: 'store', BrokenLog: 'store', SinkError: 'refused' },
  ...{ AbortError: 'late', TimeoutError: 'late' },
};
