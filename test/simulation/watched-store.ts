import type { AccessRequest } from '../../src/access/request.ts';
import type { NewRecord, RecordKind, Store, Stored, StoredRecord } from '../../src/ports/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import type { Dice } from './dice.ts';
import type { Call } from './life.ts';
import type { Timeline } from './timeline.ts';
import type { Weather } from './weather.ts';

/** What was really written, as the world knows it. */
export interface Saved {
  readonly how: 'create' | 'save' | 'lease' | 'release';
  readonly stored: Stored;
  /** The version that whoever wrote it had read. */
  readonly over?: number;
  readonly once?: string;
}

/** It was written, and whoever asked for it was not told. */
export class LostAnswer extends StoreError {
  readonly written: Stored;

  constructor(why: string, written: Stored) {
    super(why);
    this.written = written;
  }
}

/** What writes; everything else only reads. */
const WRITES = [
  ...['create', 'save', 'lease', 'release', 'createRecord', 'saveRecord', 'holdRecord'],
  ...['record', 'drew', 'addCopies', 'remember', 'forget', 'exchange', 'seal', 'prune', 'drop'],
] as const satisfies readonly (keyof Store)[];

/** The real store as one process reaches it: each call may fail, and each may be its last. */
export function watchedStore(
  store: Store,
  call: Call,
  {
    weather,
    dice,
    timeline,
    saved,
  }: { weather: Weather; dice: Dice; timeline: Timeline; saved: (saved: Saved) => void },
): Store {
  const reached = new Proxy(store, {
    get(target, name: keyof Store) {
      const method = target[name];
      if (typeof method !== 'function' || name === 'log' || name === 'close') return method;
      const isWrite = (WRITES as readonly string[]).includes(name);
      return (...args: readonly unknown[]) =>
        call('store', nameOf(name, args), async () => {
          trouble(weather, dice, isWrite);
          const ask = method as (...all: readonly unknown[]) => Promise<unknown>;
          const note = (stored: unknown): void => {
            if (!isRequestWrite(name)) return;
            saved({
              ...{ how: name, stored: stored as Stored },
              ...overOf(args[0] as Partial<Stored>),
              ...onceOf(args[1] as { once?: { key: string } }),
            });
          };
          const answer = await timeline
            .real(() => ask(...args))
            .catch((error: unknown) => {
              if (error instanceof LostAnswer) note(error.written);
              throw error;
            });
          note(answer);
          if (isWrite && dice.chance(weather.store.lost)) throw new StoreError('The answer was lost.');
          return answer;
        });
    },
  });
  return reached;
}

const isRequestWrite = (name: string): name is Saved['how'] =>
  name === 'create' || name === 'save' || name === 'lease' || name === 'release';

const overOf = ({ version }: Partial<Stored>): { over?: number } =>
  version === undefined ? {} : { over: version };

const onceOf = (along: { once?: { key: string } } | undefined): { once?: string } =>
  along?.once ? { once: along.once.key } : {};

function trouble({ store }: Weather, dice: Dice, isWrite: boolean): void {
  if (dice.chance(store.busy)) throw new StoreError('The store was locked by another process for 5 seconds.');
  if (!isWrite) return;
  if (store.full) throw new StoreError('The disk is full.');
  if (store.readOnly) throw new StoreError('The store cannot be written.');
}

function nameOf(name: string, [first]: readonly unknown[]): string {
  if (typeof first === 'string') return `${name} ${first}`;
  const subject = first as
    | (Partial<Stored & StoredRecord & NewRecord<RecordKind>> & { slot?: string })
    | undefined;
  const request = subject?.request as AccessRequest | string | undefined;
  const id = typeof request === 'object' ? request.id : (request ?? subject?.id);
  return [name, id, subject?.slot].filter(Boolean).join(' ');
}
