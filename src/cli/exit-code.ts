import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { NotAnEvent } from '../audit/event-bytes.ts';
import { NotAnExport } from '../audit/json-lines.ts';
import { Complaint } from '../complaint.ts';
import { ownSecrets } from '../config.ts';
import { BrokenLog } from '../ports/store.ts';
import { masked } from '../secrets/mask.ts';
import { StoreError } from '../store/store-error.ts';

/** Wrong usage, wrong settings, and what cannot be read or written. */
const USAGE = 2;
/** A fault of what was checked, or anything unforeseen. */
const FAULT = 1;

/** Errors whose message is a sentence about something that the person can mend. */
const MENDABLE = [Complaint, StoreError, BrokenLog, NotAnEvent, NotAnExport] as const;

/** A fault of ours, of which the place matters more than the message. */
const OURS = [TypeError, RangeError, ReferenceError, SyntaxError] as const;

/** Says on standard error what went wrong, and answers with what the process has to end. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE; // commander has printed it
  const sentence = sentenceOf(error);
  if (sentence !== undefined) say(`ajar: ${sentence}`);
  else say(isOneOf(error, OURS) || !(error instanceof Error) ? inspect(error) : `ajar: ${error.message}`);
  return sentence === undefined ? FAULT : USAGE;
}

/** A library may say in its errors what it was given. */
const say = (text: string): void => console.error(masked(text, ownSecrets()));

function sentenceOf(error: unknown): string | undefined {
  if (isOneOf(error, MENDABLE)) return error.message;
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  return path === undefined
    ? undefined
    : `${path} cannot be read or written (${code}). Name another file, or mend this one.`;
}

const isOneOf = (
  error: unknown,
  kinds: readonly (abstract new (...args: never[]) => Error)[],
): error is Error => kinds.some((kind) => error instanceof kind);
