import { randomUUID } from 'node:crypto';
import { StoreError } from '../store-error.ts';
import type { Connection } from './connection.ts';
import { call, same } from './parts.ts';

/** Counts up when the keys change so that an older Ajar would misread them; kept once for all of them. */
export const SCHEMA_VERSION = 1;

/** What stands for the whole: its shape, a name that no other has, and a move into it that has not ended. */
export interface House {
  readonly schema: number;
  readonly id: string;
  readonly move?: string;
}

const FIELDS = ['schema', 'id', 'move'] as const;

/** Undefined where nothing was ever kept. */
export async function houseOf({ call: ask, keys }: Connection): Promise<House | undefined> {
  const [schema, id, move] = (await ask('HMGET', keys.house, ...FIELDS)) as readonly (string | null)[];
  if (typeof schema !== 'string' || typeof id !== 'string') return undefined;
  return { schema: Number(schema), id, ...(typeof move === 'string' ? { move } : {}) };
}

/** The house to live in, built where there is none. Throws `StoreError` for one that is not for this program, or not whole. */
export async function enter(connection: Connection, mustExist: boolean): Promise<House> {
  const house = (await houseOf(connection)) ?? (mustExist ? undefined : await built(connection));
  if (house === undefined)
    throw new StoreError(
      `There is no store at ${connection.at} yet. Start Ajar once, or name the Redis that it uses.`,
    );
  checkSchema(house, connection.at);
  if (house.move !== undefined)
    throw new StoreError(
      `A move into ${connection.at} has not ended. Run "ajar migrate" again: it begins anew, or ends what was left to do.`,
    );
  return house;
}

export function checkSchema({ schema }: House, at: string): void {
  if (schema > SCHEMA_VERSION)
    throw new StoreError(
      `What is kept at ${at} was written by a newer Ajar (version ${schema}, this program knows ${SCHEMA_VERSION}). ` +
        'Start the newer Ajar, or name another Redis.',
    );
}

/** Of two that build at once one does; the other lives there too. */
async function built(connection: Connection): Promise<House | undefined> {
  const { keys, tried } = connection;
  const values = ['schema', String(SCHEMA_VERSION), 'id', randomUUID()];
  await tried([same(keys.house, 'id', undefined)], [call('HSET', keys.house, ...values)]);
  return houseOf(connection);
}

/** How long what is read is believed of one connection, in milliseconds: somebody may empty Redis under it, and it would say that nothing is due. */
const BELIEVED_MS = 1_000;

/**
 * The connection for whoever lives there. A Redis that lost its data would say that nothing is open: it is not believed after it came
 * back, nor ever written to.
 */
export function inHouse(connection: Connection, { id }: House): Connection {
  const { keys, at, session } = connection;
  const stands = same(keys.house, 'id', id, () => lost(at));
  let looked = { session: -1, at: Number.NEGATIVE_INFINITY };
  const isFresh = (): boolean => looked.session === session() && performance.now() - looked.at < BELIEVED_MS;
  /** After it was connected anew nothing comes between the last look and what is sent after it. */
  const whole = async (): Promise<void> => {
    while (!isFresh()) {
      const now = session();
      if ((await houseOf(connection))?.id !== id) throw lost(at);
      looked = { session: now, at: performance.now() };
    }
  };
  return {
    ...connection,
    async call(...command) {
      await whole();
      return connection.call(...command);
    },
    async together(commands) {
      await whole();
      return connection.together(commands);
    },
    apply: (checks, writes) => connection.apply([stands, ...checks], writes),
    async tried(checks, writes) {
      const met = new Error('A check of the caller does not hold.');
      try {
        // Only those may fail without a word.
        await connection.apply(
          [stands, ...checks.map((check) => ({ ...check, refusal: () => met }))],
          writes,
        );
        return true;
      } catch (error) {
        if (error === met) return false;
        throw error;
      }
    },
  };
}

const lost = (at: string): StoreError =>
  new StoreError(
    `${at} has lost what Ajar kept there. Restore a copy of its data; or start Ajar anew, which then knows of no request.`,
  );
