/** How many deliveries are remembered in memory; older repeats meet the store's own memory. */
const REMEMBERED = 5_000;

/**
 * One delivery, one deed: the same key again, at the same moment or later, gets the first one's answer. A delivery
 * that failed is forgotten, so that the platform's redelivery tries again.
 */
export function createDesk<T>(): { once(key: string, work: () => Promise<T>): Promise<T> } {
  const answers = new Map<string, Promise<T>>();
  return {
    once(key, work) {
      const known = answers.get(key);
      if (known) return known;
      const answer = work();
      answers.set(key, answer);
      answer.catch(() => answers.delete(key));
      const oldest = answers.size > REMEMBERED ? answers.keys().next().value : undefined;
      if (oldest !== undefined) answers.delete(oldest);
      return answer;
    },
  };
}
