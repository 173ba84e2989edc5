import { readFileSync } from 'node:fs';
import { readExamples } from '../../../src/access/policy/examples-file.ts';
import { faultOf } from '../../../src/access/policy/fault.ts';
import { readPolicy } from '../../../src/access/policy/policy-file.ts';
import { policySchema } from '../../../src/access/policy/schema.ts';
import { readYaml } from '../../../src/access/policy/yaml.ts';
import { damaged, textLike, valueLike } from '../mutate.ts';
import { NASTY_TEXTS } from '../nasty.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import { parsed } from './json.ts';

const textOf = (file: string): string =>
  readFileSync(new URL(`../../../examples/${file}`, import.meta.url), 'utf8');
const POLICY = textOf('policy.yaml');
const SMALL = `groups:
  engineers: [{ id: 5b0c7d9e-2f41-4a86-9c3d-7e18b2a4f601, name: Requester One }]
rules:
  - id: prod
    match: { tags: { env: prod }, ports: [22/tcp], requesters: engineers }
    require: { approvals: [{ count: 1, from: engineers }], maxDuration: 2h }
`;
const WORDS = [
  ...new Set((POLICY + textOf('policy-tests.yaml')).split(/[\s,[\]{}]+/)),
  ...['\n', '\n  ', '  - ', ': ', '{', '}', '[', ']', ', ', '#', '&a', '*a', '!!map', '|', '>', '? '],
  ...NASTY_TEXTS,
];
const lines = POLICY.split('\n');

/** Whole files are seldom: what is read once an hour may take its time, and a million would take days. */
const policyText = (random: Random): string => {
  if (random.oneIn(400)) return damaged(random, POLICY, WORDS);
  const from = random.int(lines.length);
  return textLike(random, [SMALL, lines.slice(from, from + 1 + random.int(9)).join('\n')], WORDS);
};

const yaml: Target = {
  name: 'yaml',
  make: policyText,
  read(text) {
    const read = readYaml(text);
    for (const { line, column } of 'unreadable' in read ? read.unreadable : read.faults)
      must('a fault is somewhere', line >= 1 && column >= 1);
  },
};

const policy: Target = {
  name: 'policy',
  isSlow: true,
  make: policyText,
  read(text) {
    const read = readPolicy(text, String, ['teams', 'slack']);
    if ('faults' in read) must('a file that is refused says why', read.faults.length > 0);
  },
};

const NAMES = {
  groups: ['engineers', 'prod-approvers', 'security', 'on-call'],
  networks: ['vpn'],
  apps: ['slack'],
};
const SCHEMA = policySchema(NAMES);
const SEEDS = [POLICY, SMALL].flatMap((text) => {
  const read = readYaml(text);
  return 'unreadable' in read ? [] : [read.data];
});
const AT = readYaml(SMALL);

/** What YAML has made of a file, before anything looked at it. */
const values: Target = {
  name: 'policy-values',
  isSlow: true,
  make: (random) => JSON.stringify(valueLike(random, [...SEEDS, SEEDS[1]], WORDS)) ?? 'null',
  read(text) {
    // With such a key it never comes so far.
    if (/"(?:toString|valueOf)":/.test(text)) return;
    const read = SCHEMA.safeParse(parsed(text));
    if ('unreadable' in AT) return;
    for (const issue of (read.error?.issues ?? []).slice(0, 3))
      must('a fault says something', faultOf(issue, AT).message !== '');
  },
};

const TESTS = textOf('policy-tests.yaml').split('\n');

const examples: Target = {
  name: 'policy-examples',
  isSlow: true,
  make: (random) => {
    const lines = 8 + random.int(random.oneIn(20) ? TESTS.length : 12);
    return damaged(random, TESTS.slice(0, lines).join('\n'), WORDS);
  },
  read: (text) => readExamples(text),
};

export const POLICIES: readonly Target[] = [yaml, policy, values, examples];
