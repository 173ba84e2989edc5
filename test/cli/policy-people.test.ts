import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { demo } from '../../sandbox/scenarios/demo.ts';
import { leaversIn } from '../../src/cli/policy-check.ts';
import { askedBy, peopleOfGroups } from '../../src/cli/policy-people.ts';
import { Unknown } from '../../src/ports/people.ts';
import { policyOf } from '../fakes/policy.ts';
import { group, groupId, idOf, person } from '../people/directory.ts';
import { ajar } from './terminal.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../examples/policy.yaml'), 'utf8');
const LEAD_TWO = '2ad93f70-c518-4be6-b72f-6410e8d5a39b';

test('whoever has left is named at every place where they stand, by line and column', async () => {
  const left = await leaversIn(policyOf(text), text, {
    standing: async (id) => (id === LEAD_TWO ? 'gone' : 'active'),
  });
  const lines = text.split('\n');
  expect(left.length).toBe(2);
  for (const each of left) {
    const [, line = '', column = ''] = /^(\d+):(\d+) Lead Two \(2ad93f70.*\) has left/.exec(each) ?? [];
    expect(lines[Number(line) - 1]?.slice(Number(column) - 1)).toMatch(new RegExp(`^${LEAD_TWO}`));
  }
});

test('nobody is named where all are there, and what a directory cannot tell is never "still there"', async () => {
  expect(await leaversIn(policyOf(text), text, { standing: async () => 'active' })).toEqual([]);
  const silent = { standing: async () => Promise.reject(new Unknown('The directory did not answer.')) };
  await expect(leaversIn(policyOf(text), text, silent)).rejects.toThrow('Who has left cannot be told.');
});

test('a group that cannot be looked up stops a comparison: it is never taken for empty', async () => {
  const policy = policyOf(
    text.replace('  vendors:\n', '  far: { entra: 1de85a97-3c60-4f7b-82d5-a904b6e3c219 }\n  vendors:\n'),
  );
  await expect(peopleOfGroups(policy)).rejects.toThrow('The groups could not be looked up.');
  const members = async () => [{ id: LEAD_TWO, name: 'Lead Two' }];
  expect((await peopleOfGroups(policy, { members })).groups.far).toEqual([
    { id: LEAD_TWO, name: 'Lead Two' },
  ]);
});

test('a guest who asks is in the groups that forbid them something, and is known for a guest', async () => {
  const policy = policyOf(
    text.replace('  vendors:\n', '  far: { entra: 1de85a97-3c60-4f7b-82d5-a904b6e3c219 }\n  vendors:\n'),
  );
  const as = (standing: 'active' | 'guest') =>
    askedBy(policy, LEAD_TWO, {
      standing: async () => standing,
      groupsOf: async (_, names) => new Set(names),
    });
  expect(await as('guest')).toMatchObject({ guests: [LEAD_TWO], groups: { far: [{ id: LEAD_TWO }] } });
  expect(await as('active')).toBe(policy);
});

/** A policy over the people of an Entra group, a directory with two people in it and one who has left, and a real inventory. */
async function installed() {
  const sandbox = await createSandbox({ scenario: demo, settings: { operationMs: 0 } });
  const cwd = mkdtempSync(path.join(tmpdir(), 'ajar-people-'));
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(cwd, { recursive: true });
  });
  for (const edit of [person(1), person(2), person(3, { enabled: false }), group(1, idOf(1), idOf(2))])
    sandbox.edit(edit);
  const rule = (id: string, count: number) =>
    `  - { id: ${id}, match: { tags: { env: prod }, requesters: ops }, require: { approvals: [{ count: ${count}, from: leads }] } }`;
  const policy = (count: number) =>
    [
      `groups:`,
      `  ops: { entra: ${groupId(1)} }`,
      `  leads: [${idOf(2)}, ${idOf(3)}, ${idOf(4)}]`,
      `rules:`,
      rule('prod', count),
      '',
    ].join('\n');
  for (const count of [1, 2]) writeFileSync(path.join(cwd, `p${count}.yaml`), policy(count));
  const env = {
    ...{ AJAR_DATA: cwd, AJAR_AZURE_ENDPOINT: sandbox.arm, ...sandbox.env },
    ...{ AJAR_GRAPH: 'on', AJAR_GRAPH_ENDPOINT: sandbox.graph },
  };
  return (...args: readonly string[]) => ajar(['policy', ...args], { cwd, env });
}

test('people are looked up in Entra and VMs in Azure: who left, who could approve, and what a change comes to', async () => {
  const run = await installed();
  const checked = await run('check', 'p1.yaml', '--people');
  expect(checked.out).toContain(`p1.yaml:3:49 ${idOf(3)} (${idOf(3)}) has left`);
  expect(checked.code).toBe(1);

  const explained = await run(
    'explain',
    'open 3389 on vm-prod-01 for 1h',
    '--as',
    idOf(1),
    '--policy',
    'p1.yaml',
  );
  expect([explained.err, explained.out]).toEqual(['', expect.stringContaining('1 of leads')]);
  const gone = await run('explain', 'open 3389 on vm-prod-01 for 1h', '--as', idOf(3), '--policy', 'p1.yaml');
  expect(gone).toMatchObject({ code: 2, err: expect.stringContaining('disabled or deleted') });

  const changed = await run('diff', 'p1.yaml', 'p2.yaml');
  expect([changed.code, changed.out]).toEqual([
    1,
    expect.stringContaining('2 people (everybody in ops) may open all ports on'),
  ]);
});

test('without a directory it cannot be told who left, exit 2', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const { code, err } = await ajar(['policy', 'check', 'examples/policy.yaml', '--people'], { cwd: root });
  expect([code, err]).toEqual([2, expect.stringContaining('set AJAR_GRAPH=on')]);
});
