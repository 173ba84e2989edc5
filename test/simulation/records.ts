import type { AccessRequest } from '../../src/access/request.ts';
import type { Stored } from '../../src/ports/store.ts';
import type { Saved } from './watched-store.ts';

/** What a person did, as the world saw it: the only evidence that counts for an approval. */
export interface Asked {
  readonly person: string;
  readonly vms: readonly string[];
  readonly ports: readonly number[];
  readonly source: string;
  readonly durationMs: number;
}

/** What is remembered of everything that was saved and done, whatever the program remembers. */
export interface Records {
  /** The last version of each request. */
  readonly last: Map<string, Stored>;
  /** How many steps of each request were saved: each has one audit event. */
  readonly steps: Map<string, number>;
  /** Every look that a request has had: nothing else may be shown. */
  readonly looks: Map<string, Set<string>>;
  /** Sentences that asked for something, by delivery. */
  readonly asked: Map<string, Asked>;
  /** `person approve request`: who really did what. */
  readonly did: Set<string>;
  /** Deliveries that led to a saved step. */
  readonly acted: Map<string, string>;
  /** When the weather spoilt a call for a request the last time. */
  readonly spoilt: Map<string, number>;
  /** When a process died the last time, or the store could not be written. */
  lastHindered: number;
  /** What went wrong at least once, by name. */
  readonly struck: Set<string>;
  /** When a clock was set the last time. */
  lastClock: number;
  /** When the store lost what it had the last time. */
  lastLoss: number;
  /** The same, by more than a machine's clock is ever off. */
  lastJump: number;
  keep(saved: Saved, now: number): void;
}

export function createRecords(): Records {
  const records: Records = {
    ...{ last: new Map(), steps: new Map(), looks: new Map(), asked: new Map(), did: new Set() },
    ...{
      acted: new Map(),
      struck: new Set(),
      spoilt: new Map(),
      lastHindered: 0,
      lastClock: Number.NEGATIVE_INFINITY,
      lastLoss: Number.NEGATIVE_INFINITY,
      lastJump: Number.NEGATIVE_INFINITY,
    },
    keep({ how, stored }) {
      const { request } = stored;
      records.last.set(request.id, stored);
      const looks = records.looks.get(request.id) ?? new Set();
      looks.add(lookOf(request));
      records.looks.set(request.id, looks);
      if (how === 'create' || how === 'save')
        records.steps.set(request.id, (records.steps.get(request.id) ?? 0) + 1);
    },
  };
  return records;
}

/** What a card could say of a request, as far as it can be untrue. */
export const lookOf = (request: AccessRequest): string =>
  `${request.status} ${request.terms} ${request.grants.map(({ key, state }) => `${key}=${state}`).join(' ')}`;
