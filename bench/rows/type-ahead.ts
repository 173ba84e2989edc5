import Fuse from 'fuse.js';
import fuzzysort from 'fuzzysort';
import type { Vm } from '../../src/access/vm.ts';
import { findVms } from '../../src/flow/form/find-vms.ts';
import { mayBegin } from '../../src/flow/say/may-see.ts';
import type { Inventory } from '../../src/ports/inventory.ts';
import { cpuOf, limited, quantile, type Size } from '../measure.ts';
import { personOf, policyWith, RULES_A_TEAM, vmOf } from '../organisation.ts';
import type { Bench, Line, Point, Row } from '../row.ts';

const VMS: Record<Size, number> = { full: 100_000, quick: 5_000, smoke: 200 };
/** Fewer, for the picture. */
const FEWER = { full: [1_000, 10_000], quick: [1_000], smoke: [100] } as const;
const TYPED: Record<Size, number> = { full: 20, quick: 2, smoke: 1 };
/** Each slip so often, of fewer names. */
const FEW_TYPOS: Record<Size, number> = { full: 8, quick: 5, smoke: 5 };
/** All keystrokes so often, where the slowest hundredth is looked for. */
const PASSES: Record<Size, number> = { full: 3, quick: 2, smoke: 1 };
const TEAMS = 2_000;
/** As many as Teams' picker shows. */
const MOST = 15;
const LIMIT_MS = 10;

const teamsOf = (vms: number): number => Math.min(TEAMS, Math.ceil(vms / 50));
const listOf = (vms: number): readonly Vm[] =>
  Array.from({ length: vms }, (_, at) => vmOf(at % teamsOf(vms), Math.floor(at / teamsOf(vms))));

type Find = (letters: string) => readonly Vm[];

/** What a picker is answered by, with the policy's word on each VM: somebody who may ask for all of them, or for their team's. */
function oursOn(vms: readonly Vm[], seesAll = true): Find {
  const teams = policyWith(teamsOf(vms.length) * RULES_A_TEAM);
  const policy = seesAll ? everybodys(teams) : teams;
  const none = async (): Promise<never> => Promise.reject(new Error('not asked here'));
  const inventory: Inventory = { all: async () => vms, fresh: none, accesses: none };
  const may = mayBegin(vms, policy, personOf(1, 1));
  return (letters) => findVms(inventory, vms, { letters, limit: MOST, may });
}

const everybodys = (policy: ReturnType<typeof policyWith>): typeof policy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, match: { ...rule.match, requesters: ['team-1'] } })),
});

const fuzzysortOn =
  (vms: readonly Vm[]): Find =>
  (letters) =>
    fuzzysort.go(letters, vms, { key: 'name', limit: MOST, threshold: 0 }).map(({ obj }) => obj);

function fuseOn(vms: readonly Vm[]): Find {
  const fuse = new Fuse(vms, { keys: ['name'], includeScore: true });
  return (letters) => fuse.search(letters, { limit: MOST }).map(({ item }) => item);
}

/** Names that end in slips people make, at the letter with this number of the kind in the middle of the name. */
const SLIPS: readonly ((kind: string) => string)[] = [
  (kind) => kind[1]! + kind[0]! + kind.slice(2),
  (kind) => kind.slice(0, 1) + kind.slice(2),
  (kind) => kind[0]! + kind,
  (kind) => `${kind.slice(0, -1)}x`,
  (kind) => kind.toUpperCase(),
];

interface Typed {
  readonly letters: string;
  readonly meant: Vm;
}

/** Each of some VMs with one slip, and some without hyphens. */
const typosOf = (vms: readonly Vm[], count: number): readonly Typed[] =>
  Array.from({ length: count * SLIPS.length }, (_, at) => {
    const meant = vms[(at * 7_919) % vms.length]!;
    const [team = '', kind = '', ...rest] = meant.name.split('-');
    const slipped = SLIPS[at % SLIPS.length]!(kind);
    return { letters: [team, slipped, ...rest].join(at % 3 === 0 ? '' : '-'), meant };
  });

/** Every keystroke on the way to these names. */
const keystrokes = (typed: readonly Typed[]): readonly string[] =>
  typed.flatMap(({ letters }) => Array.from(letters, (_, at) => letters.slice(0, at + 1)));

/** A prime, so that every keystroke has its turn, and the first few are of names from everywhere, short and long. */
const STRIDE = 367;

function byTurn(find: Find, letters: readonly string[]): () => unknown {
  let at = 0;
  return () => find(letters[(at++ * STRIDE) % letters.length]!);
}

export const typeAhead: Row = {
  name: 'type-ahead',
  what: 'VM type-ahead, 100,000 VMs',
  goal: 'p99 < 10 ms per keystroke, right answer first for the corpus of typos',
  async measure(bench) {
    const vms = listOf(VMS[bench.size]);
    const ours = oursOn(vms);
    const typos = typosOf(vms, TYPED[bench.size]);
    // A look of fuse.js takes a third of a second: it is asked of fewer.
    const others = [
      { against: 'fuzzysort', baseline: fuzzysortOn(vms), of: typos },
      { against: 'fuse.js', baseline: fuseOn(vms), of: typos.slice(0, FEW_TYPOS[bench.size]) },
    ];
    const keys = keystrokes(typos);
    const few = oursOn(vms, false);
    const lines: Line[] = [
      await slowest(bench, `of ${keys.length} keystrokes`, ours, keys),
      await slowest(bench, 'of them, of who may ask for few', few, keys),
    ];
    for (const { against, baseline, of } of others) {
      const works = { ours: byTurn(ours, keys), baseline: byTurn(baseline, keys) };
      lines.push(await bench.contest({ what: 'a keystroke', against, ...works }));
      lines.push(rightOnes(against, { ours, baseline }, of));
    }
    lines.push({ ...rightOnes('all of them', { ours, baseline: ours }, typos), goal: { atLeast: 1 } });
    const points = await bySize(bench.size, { size: vms.length, vms, ours, fuzzysort: others[0]!.baseline });
    return { lines, plots: [{ name: 'type-ahead', title: 'A keystroke', size: 'VMs', cost: 'ms', points }] };
  },
};

async function costsOf(find: Find, keys: readonly string[]): Promise<readonly number[]> {
  const costs: number[] = [];
  for (const letters of keys) costs.push((await cpuOf(() => find(letters), 1)) / 1e6);
  return costs;
}

/** After the first pass, which is the one that makes the index. */
async function slowest(bench: Bench, what: string, find: Find, keys: readonly string[]): Promise<Line> {
  await costsOf(find, keys);
  const rounds: number[] = [];
  for (let pass = 0; pass < PASSES[bench.size]; pass += 1)
    rounds.push(quantile(await costsOf(find, keys), 0.99));
  return {
    what: `p99 ${what}`,
    against: '10 ms',
    unit: 'ms',
    ...limited(rounds, LIMIT_MS),
    goal: { atMost: 1 },
  };
}

/** How often the name that was meant is the first answer; of "all of them" every time. */
function rightOnes(
  against: string,
  finds: { readonly ours: Find; readonly baseline: Find },
  typos: readonly Typed[],
): Line {
  const share = (find: Find): number => {
    const right = typos.filter(({ letters, meant }) => find(letters)[0]?.id === meant.id).length;
    // Never nothing at all, so that there is a ratio.
    return (100 * Math.max(right, 0.5)) / typos.length;
  };
  const baseline = against === 'all of them' ? 100 : share(finds.baseline);
  const what = `right first, of ${typos.length} typos`;
  return { what, against, unit: '%', ...limited([share(finds.ours)], baseline) };
}

interface Sized {
  readonly size: number;
  readonly vms: readonly Vm[];
  readonly ours: Find;
  readonly fuzzysort: Find;
}

function sized(size: number): Sized {
  const vms = listOf(size);
  return { size, vms, ours: oursOn(vms), fuzzysort: fuzzysortOn(vms) };
}

/** The median keystroke, of each once it has made what it keeps: on all, which were searched before, and on fewer. */
async function bySize(of: Size, all: Sized): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const { size, vms, ...finds } of [...FEWER[of].map(sized), all]) {
    const keys = keystrokes(typosOf(vms, of === 'smoke' ? 1 : 2));
    for (const [name, find] of Object.entries(finds)) {
      find(keys[0]!);
      points.push({ of: name, size, cost: quantile(await costsOf(find, keys), 0.5) });
    }
  }
  return points;
}
