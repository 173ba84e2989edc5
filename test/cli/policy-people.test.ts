import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leaversIn } from '../../src/cli/policy-check.ts';
import { peopleOfGroups } from '../../src/cli/policy-people.ts';
import { Unknown } from '../../src/ports/people.ts';
import { policyOf } from '../fakes/policy.ts';

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
