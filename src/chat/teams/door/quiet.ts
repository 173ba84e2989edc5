import { AsyncLocalStorage } from 'node:async_hooks';

const hushed = new AsyncLocalStorage<true>();
let ours: typeof console.error | undefined;

/**
 * Runs something that prints to console.error on its own, without its prints. botbuilder prints every bad token, key
 * included, so that anyone could flood the log; what it throws is logged by us instead. Other callers print as ever.
 */
export function quietly<T>(run: () => Promise<T>): Promise<T> {
  if (console.error !== ours) {
    const print = console.error;
    ours = (...words: unknown[]) => {
      if (!hushed.getStore()) print(...words);
    };
    console.error = ours;
  }
  return hushed.run(true, run);
}
