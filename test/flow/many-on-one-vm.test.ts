import { expect, it } from 'vitest';
import type { RequestIn } from '../../src/access/request.ts';
import { nextLook } from '../../src/flow/deeds/due.ts';
import { keptByOthers } from '../../src/flow/deeds/kept-by-others.ts';
import type { Deps } from '../../src/flow/deps.ts';
import { grantOf, requestThatIs } from '../fakes/requests.ts';
import { createWorld } from '../fakes/world.ts';

const MINUTE = 60_000;

const openUntil = (until: Date, vm = 'vm-a'): RequestIn<'open'> => {
  const grant = grantOf('open');
  const grants = [{ ...grant, obstacle: '', vm: { ...grant.vm, id: vm } }];
  return requestThatIs('open', { until, grants, warnedAt: until } as object) as RequestIn<'open'>;
};

it('those that hang on one VM are compared with the cloud at the same instants, each within the minute', () => {
  const { deps } = createWorld().runner;
  const start = deps.clock.now().getTime();
  const far = new Date(start + 1000 * MINUTE);
  const instants = (vm: string): ReadonlySet<number> =>
    new Set(
      Array.from({ length: 60 }, (_, at) => {
        const now = start + at * 997;
        const next = nextLook(deps, openUntil(far, vm), new Date(now)).getTime();
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(now + MINUTE);
        return next % MINUTE;
      }),
    );
  expect(instants('vm-a').size).toBe(1);
  expect(instants('vm-a')).not.toEqual(instants('vm-b'));
});

it('what has ended keeps nothing open and is not read, however many held the same port', async () => {
  const world = createWorld();
  const { clock, log } = world.runner.deps;
  const now = clock.now();
  const ended = Array.from({ length: 50 }, (_, at) => ({ request: `aj-${at}`, until: now }));
  const found: string[] = [];
  const store = {
    holders: async () => [...ended, { request: 'aj-live', until: new Date(now.getTime() + 1) }],
    async find(id: string) {
      found.push(id);
      return undefined;
    },
  };
  await keptByOthers({ clock, log, store } as unknown as Deps, openUntil(now));
  expect(found).toEqual(['aj-live']);
});
