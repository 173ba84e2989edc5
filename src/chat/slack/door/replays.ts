/** At least twice as long as a signature is good for; real milliseconds. */
const KEPT_MS = 10 * 60_000;
/** The flow knows every delivery by its own key for a day, so what is forgotten here still acts once. */
const MOST_KEPT = 10_000;

/** Acts once on the same signed request, and gives whoever sends it again the first answer (HOLES H15). */
export type OncePerSignature<T> = (signature: string, act: () => Promise<T>) => Promise<T>;

export function createReplays<T>(realNow: () => number = () => performance.now()): OncePerSignature<T> {
  const first = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();
  return (signature, act) => {
    const now = realNow();
    // Oldest first, since a Map keeps the order in which its keys came.
    for (const [old, { until }] of first) {
      if (until > now && first.size < MOST_KEPT) break;
      first.delete(old);
    }
    const known = first.get(signature);
    if (known) return known.answer;
    const answer = act();
    first.set(signature, { answer, until: now + KEPT_MS });
    return answer;
  };
}
