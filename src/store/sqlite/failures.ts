import { BrokenLog, Conflict } from '../../ports/store.ts';
import { StoreError } from '../store-error.ts';

const cannotOpen = (file: string): string =>
  `${file} cannot be opened. Check that its folder exists and that the user that runs Ajar may write there.`;

const BUSY = 5;

/** What SQLite's primary result codes mean for whoever runs Ajar (https://www.sqlite.org/rescode.html). */
const SENTENCES: Readonly<Record<number, (file: string) => string>> = {
  [BUSY]: (file) =>
    `${file} was locked by another process for 5 seconds. End the process that holds it, then try again.`,
  6: (file) => `${file} is locked within this process. This is a fault of Ajar: please report it.`,
  8: (file) =>
    `${file} cannot be written. Give the user that runs Ajar the right to write the file and its folder.`,
  10: (file) =>
    `${file} could not be read or written by the disk. Check the disk, then restore a copy if it is damaged.`,
  11: (file) => `${file} is damaged. Stop Ajar, keep the file for inquiry and restore a copy of it.`,
  13: (file) =>
    `The disk that holds ${file} is full. Free some space; nothing that was acknowledged is lost.`,
  14: cannotOpen,
  26: (file) => `${file} is not an Ajar store. Name another file, or move this one away.`,
};

/** True when another process holds the file. The low byte is the primary code, whatever finer code SQLite gave. */
export function isBusy(error: unknown): boolean {
  const { errcode } = (error ?? {}) as { readonly errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === BUSY;
}

/** Any failure as a `StoreError` that names the file and what to do; `Conflict` and `StoreError` stay what they are. */
export function asStoreError(error: unknown, file: string): Error {
  if (error instanceof Conflict || error instanceof BrokenLog || error instanceof StoreError) return error;
  const { code, errcode, syscall } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') {
    const sentence = SENTENCES[errcode & 0xff];
    return new StoreError(sentence?.(file) ?? `${file} refused a statement (SQLite code ${errcode}).`, {
      cause: error,
    });
  }
  if (code === 'ERR_INVALID_STATE') return new StoreError(`${file} was already closed.`, { cause: error });
  if (typeof syscall === 'string') return new StoreError(cannotOpen(file), { cause: error });
  return error instanceof Error ? error : new StoreError(`${file} failed.`, { cause: error });
}
