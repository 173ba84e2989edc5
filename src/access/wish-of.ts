import type { AccessRequest, State, Wish } from './request.ts';

type KeyOf<T> = T extends unknown ? keyof T : never;

/** What only some state has; the compiler keeps it whole, and whatever else a request has goes on with it. */
const OF_A_STATE: Readonly<Record<Exclude<KeyOf<State>, keyof Wish>, true>> = {
  ...{ status: true, lapsesAt: true, approvedAt: true, until: true, openedAt: true, warnedAt: true },
  ...{ ending: true, since: true, trouble: true, endedAt: true, by: true, why: true },
};
const isOfAState = (key: string): boolean => (OF_A_STATE as Readonly<Record<string, unknown>>)[key] === true;

/** The part of a request that every state has. */
export const wishOf = (request: AccessRequest): Wish =>
  Object.fromEntries(Object.entries(request).filter(([key]) => !isOfAState(key))) as unknown as Wish;
