import { describe, expect, it } from 'vitest';
import { STEPS } from '../../../src/access/request.ts';
import { BEHIND_FIREWALL } from '../../simulation/town.ts';
import { dieAt } from './matrix.ts';
import { STORIES } from './stories.ts';

/** By port, for that is what decides it. */
const PROVIDERS = { defender: 22, nsg: 8080, 'azure-firewall': BEHIND_FIREWALL } as const;
const names = Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[];

/** Every so many-th call: all of them take minutes. `AJAR_CRASH_EVERY=1` is every single one. */
const every = Number(process.env.AJAR_CRASH_EVERY ?? 40);

/** Deaths at every call, or at every so many-th, until the story ends without one; answers how many there were. */
async function dieEverywhere(story: (typeof STORIES)[number], port: number, first: number): Promise<number> {
  for (let call = first, deaths = 0; ; call += every, deaths += 1) {
    const death = await dieAt(story, port, call, (call / every) % 2 < 1 ? 'after' : 'before');
    if (death.violations.length > 0) console.error(death.trace.join('\n'));
    expect(death.violations, `died at call ${call}, ${death.at}`).toEqual([]);
    if (death.at === undefined) return deaths;
  }
}

describe.each(STORIES.map((story, at) => ({ story, at })))('a request that $story.name', ({ story, at }) => {
  it.each(
    names.map((name, provider) => ({ name, provider })),
  )('keeps what must hold wherever its process dies on the way ($name)', { timeout: 3_600_000 }, async ({
    name,
    provider,
  }) => {
    // Other calls for each story and provider, so that neighbours among the calls are all met.
    const first = 1 + ((5 * at + 8 * provider) % every);
    await dieEverywhere(story, PROVIDERS[name], first);
  });
});

it('takes every step in one of these stories that is not a warning or a rung', {
  timeout: 120_000,
}, async () => {
  const kinds = new Set<string>();
  for (const story of STORIES) {
    const lived = await dieAt(story, 22, Number.POSITIVE_INFINITY, 'after');
    expect(lived).toMatchObject({ at: undefined, violations: [] });
    for (const kind of lived.kinds) kinds.add(kind);
  }
  const steps = Object.values(STEPS).flatMap((each) => Object.keys(each));
  expect(steps.filter((step) => !kinds.has(step) && step !== 'warn' && step !== 'climb')).toEqual([]);
});
