/** Numbers that look random and come again: the same seed and input number give the same input. */
export interface Random {
  /** From 0 up to, not including, `below`. */
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in so many times. */
  oneIn(times: number): boolean;
}

/** Marsaglia's xorshift of 32 bits; each input of a run has a stream of its own, so that it can be made alone. */
export function createRandom(seed: number, input: number): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(input + 1, 0xc2b2ae35)) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  // Streams of neighbouring inputs begin alike.
  next();
  next();
  const int = (below: number): number => next() % below;
  return { int, pick: (list) => list[int(list.length)]!, oneIn: (times) => int(times) === 0 };
}
