import { Environment } from '@marcbachmann/cel-js';
import { judge } from '../../src/access/policy/judge.ts';
import type { Policy, PolicyWish } from '../../src/access/policy/policy.ts';
import { callsOf, cpuOf, EFFORT, limited } from '../measure.ts';
import { personOf, policyWith, RULES_A_TEAM, vmOf } from '../organisation.ts';
import type { Bench, Line, Row } from '../row.ts';

const SIZES = { full: [10, 100, 1_000, 10_000], quick: [100, 1_000], smoke: [10, 20] } as const;
const LIMIT_NS = 50_000;
/** So many people of as many teams ask by turns: nobody is judged twice in a row. */
const ASKERS = 64;

/** Everybody asks for a VM of their own team's. */
function wishes(policy: Policy): readonly PolicyWish[] {
  const teams = Math.ceil(policy.rules.length / RULES_A_TEAM);
  return Array.from({ length: ASKERS }, (_, index) => ({
    requester: personOf((index * 31) % teams, index % 6),
    vms: [vmOf((index * 31) % teams, index)],
    ports: [{ number: 3389, protocol: 'tcp' }],
    sources: ['203.0.113.7/32'],
    durationMs: 3_600_000,
    at: new Date('2026-11-30T09:00:00Z'),
  }));
}

/** One verdict a call, of wishes that are all allowed. */
function judging(policy: Policy): () => unknown {
  const all = wishes(policy);
  const refused = all.map((wish) => judge(policy, wish)).find((each) => !each.allowed);
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
  let next = 0;
  return () => judge(policy, all[next++ % ASKERS]!);
}

/** One rule as its expression, compiled once, over the same facts. */
function cel(): () => unknown {
  const rule = new Environment()
    .registerVariable('vm', 'map')
    .registerVariable('wish', 'map')
    .parse(
      'vm.tags.env == "prod" && wish.groups.exists(g, g == "team-7") && wish.port == 3389 && wish.minutes <= 120',
    );
  const vm = vmOf(7, 1);
  const wish = { groups: ['team-7', 'all'], port: 3389n, minutes: 60n };
  if (rule({ vm: { name: vm.name, tags: vm.tags }, wish }) !== true)
    throw new Error('The rule does not hold.');
  return () => rule({ vm: { name: vm.name, tags: vm.tags }, wish });
}

export const verdict: Row = {
  name: 'verdict',
  what: 'verdict with 1,000 and 10,000 rules',
  goal: '≤ 50 µs, and growth below linear through an index',
  async measure(bench) {
    const lines: Line[] = [];
    const points = [];
    const sizes = SIZES[bench.size].map((size) => ({ size, ours: judging(policyWith(size)) }));
    for (const { size, ours } of sizes) {
      const named = `${size.toLocaleString('en')} rules`;
      const line = await bench.contest({ what: named, against: 'CEL, one rule', ours, baseline: cel() });
      points.push({ of: 'verdict', size, cost: line.ours.median / 1_000 });
      if (size >= 1_000 || bench.size === 'smoke') lines.push(line, await within(bench, named, ours));
    }
    const [small, large] = sizes.slice(-2);
    lines.push(
      await bench.contest({
        ...{
          what: `${large!.size.toLocaleString('en')} rules`,
          against: `${small!.size.toLocaleString('en')} rules`,
        },
        // Linear were ten.
        ...{ ours: large!.ours, baseline: small!.ours, goal: { atMost: 3 } },
      }),
    );
    const plot = { name: 'verdict', title: 'A verdict', size: 'rules', cost: 'µs', points };
    return { lines, plots: [plot] };
  },
};

/** The same against the limit. */
async function within(bench: Bench, what: string, ours: () => unknown): Promise<Line> {
  const calls = await callsOf(ours, bench.size);
  const costs: number[] = [];
  for (let round = 0; round < EFFORT[bench.size].rounds; round += 1) costs.push(await cpuOf(ours, calls));
  return { what, against: '50 µs', unit: 'ns', ...limited(costs, LIMIT_NS), goal: { atMost: 1 } };
}
