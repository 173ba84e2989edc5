import type { Policy } from '../../src/access/policy/policy.ts';
import { type Deps, LIMITS } from '../../src/flow/deps.ts';
import { createStaticPeople } from '../../src/people/static.ts';
import { CHECKS } from './checks.ts';
import { POLICY, policyOf } from './policy.ts';
import { NOW } from './requests.ts';

const POLICY_NOW = policyOf(POLICY);

/** What judging needs, at the instant of the requests, without a world: nothing is stored, and the directory is the file. */
export function judgingDeps(more: Partial<Deps> = {}): Deps {
  const policy: () => Policy = more.policy ?? (() => POLICY_NOW);
  const kept = new Map<string, unknown>();
  const store = {
    find: async () => undefined,
    recall: async (key: string) => kept.get(key),
    remember: async (key: string, value: unknown) => void kept.set(key, value),
    forget: async (key: string) => kept.delete(key),
  };
  return {
    ...{ policy, chats: new Map(), people: createStaticPeople(policy), ...CHECKS, store },
    ...{ clock: { now: () => NOW }, limits: { ...LIMITS, lookUpMs: 20 }, log: { warn: () => undefined } },
    ...more,
  } as unknown as Deps;
}
