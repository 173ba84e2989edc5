import { expect, test } from 'vitest';
import { fitVm } from '../../src/access/policy/fit.ts';
import { judge, mayAskFor } from '../../src/access/policy/judge.ts';
import { whoAsks } from '../../src/access/policy/who.ts';
import { policyOf } from '../fakes/policy.ts';
import { HOUR, id, vm, wish } from './policy-fixtures.ts';

const TEAMS = 2_000;
const RULES_A_TEAM = 5;
const VMS = 100_000;

/** Five rules for each team of a large organisation: by tag, by group, by a pattern of names, a freeze, and one for everybody's. */
const rulesOf = (team: number): readonly string[] => [
  `  - { id: tag-${team}, match: { tags: { team: t${team}, env: dev } }, allow: { autoApprove: true }, require: { maxDuration: 4h } }`,
  `  - { id: group-${team}, match: { resourceGroup: rg-t${team}, requesters: ops }, require: { approvals: [{ count: 1, from: sec }], maxDuration: ${1 + (team % 8)}h } }`,
  `  - { id: name-${team}, match: { vm: "t${team}-*" }, require: { approvals: [{ count: 2, from: sec }] } }`,
  `  - { id: freeze-${team}, match: { vm: "t${team}-db-*", time: { from: 2026-12-20, to: 2027-01-03, zone: UTC } }, deny: Frozen for team ${team}. }`,
  `  - { id: others-${team}, match: { tags: { team: t${team} }, requesters: others }, require: { approvals: [{ count: 1, from: sec }], maxDuration: 1h } }`,
];

const YAML = [
  `groups: { ops: [${id(1)}], sec: [${id(2)}, ${id(3)}, ${id(4)}], others: [${id(5)}] }`,
  'rules:',
  ...Array.from({ length: TEAMS }, (_, team) => rulesOf(team)).flat(),
].join('\n');

const POLICY = policyOf(YAML);
/** Machines that are busy take their time; nothing here says how much. In milliseconds. */
const PATIENCE = 180_000;

/** Of every eighth VM the team has no rules at all. */
const vmAt = (index: number) => {
  const team = index % 8 === 7 ? TEAMS + index : index % TEAMS;
  const kind = ['web', 'db', 'app'][index % 3];
  return vm({
    id: `/vm/${index}`,
    name: `${index % 5 === 0 ? 'x' : `t${team}`}-${kind}-${index}`,
    resourceGroup: index % 2 === 0 ? `RG-T${team}` : 'rg-other',
    tags: { team: `t${team}`, env: index % 4 === 0 ? 'dev' : 'prod' },
  });
};

/** Which rules hold for person 1, worked out from how the VMs were made. */
function expected(index: number): readonly string[] {
  if (index % 8 === 7) return [];
  const team = index % TEAMS;
  return [
    ...(index % 4 === 0 ? [`tag-${team}`] : []),
    ...(index % 2 === 0 ? [`group-${team}`] : []),
    ...(index % 5 === 0 ? [] : [`name-${team}`]),
  ];
}

test(
  'ten thousand rules are read, and judge a hundred thousand VMs as one by one',
  () => {
    const policy = POLICY;
    expect(policy.rules).toHaveLength(TEAMS * RULES_A_TEAM);
    const vms = Array.from({ length: VMS }, (_, index) => vmAt(index));
    const wrong: string[] = [];
    for (const [index, each] of vms.entries()) {
      const names = expected(index);
      if (mayAskFor(policy, id(1), each) !== names.length > 0) wrong.push(`${index} may`);
      const judgement = judge(policy, wish({ vms: [each] }));
      const rules = judgement.allowed ? judgement.verdict.rules : judgement.rules;
      if (judgement.allowed !== names.length > 0 || rules.join() !== names.join())
        wrong.push(`${index} judged`);
    }
    expect(wrong).toEqual([]);
  },
  PATIENCE,
);

test(
  'of so many rules the same hold with the index as without it, for whoever asks and whenever',
  () => {
    const policy = POLICY;
    const at = new Date('2026-12-24T12:00:00Z');
    for (const index of [0, 1, 2, 7, 4_711, 20_001, 99_998]) {
      const each = vmAt(index);
      for (const requester of [id(1), id(5), id(6)]) {
        const who = whoAsks(policy.groups, { requester });
        const plain = policy.rules.filter(
          ({ match }) =>
            (match.requesters?.some((name) => who.own.has(name)) ?? true) && fitVm(match, each) === 'all',
        );
        const judgement = judge(policy, wish({ requester, vms: [each], at, durationMs: HOUR }));
        const rules = judgement.allowed ? judgement.verdict.rules : judgement.rules;
        expect(rules).toEqual(plain.map((rule) => rule.id));
        expect(judgement.allowed).toBe(plain.length > 0 && plain.every(({ deny }) => deny === undefined));
      }
    }
  },
  PATIENCE,
);

test(
  'faults among ten thousand rules are found where they are',
  () => {
    const lines = YAML.split('\n');
    lines[5_000] = lines[5_000]!.replace('match:', 'macth:');
    lines[9_000] = lines[9_000]!.replace(/id: [^,]+/, 'id: tag-0');
    expect(() => policyOf(lines.join('\n'))).toThrow(/"line":5001.*macth.*"line":9001.*tag-0/);
  },
  PATIENCE,
);
