/** How many deliveries are remembered in memory; older repeats meet the store's own memory. */
const REMEMBERED = 5_000;

/**
 * One delivery, one deed: the same key again, at the same moment or later, gets the first one's answer. A delivery
 * that failed is forgotten, so that the platform's redelivery tries again; and so is one whose answer is not `final`.
 */
export function createDesk<T>(isFinal: (answer: T) => boolean = () => true): {
  once(key: string, work: () => Promise<T>): Promise<T>;
} {
  const answers = new Map<string, Promise<T>>();
  return {
    once(key, work) {
      const known = answers.get(key);
      if (known) return known;
      const answer = work();
      answers.set(key, answer);
      const forget = (): boolean => answers.delete(key);
      answer.then((told) => isFinal(told) || forget(), forget);
      const oldest = answers.size > REMEMBERED ? answers.keys().next().value : undefined;
      if (oldest !== undefined) answers.delete(oldest);
      return answer;
    },
  };
}
