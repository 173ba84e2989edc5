import { AsyncLocalStorage } from 'node:async_hooks';

const outside = new AsyncLocalStorage<true>();

/** Whatever is begun in here has real timers: a client of a real server, with its time-outs and its next tries. */
export const inRealTime = <T>(work: () => T): T => outside.run(true, work);

export const isInRealTime = (): boolean => outside.getStore() === true;
