import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ajar } from './terminal.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Exit codes are what scripts see. */
async function check(...args: readonly string[]) {
  const { code, out, err } = await ajar(['policy', 'check', ...args], { cwd: ROOT });
  return { status: code, stdout: out, stderr: err };
}

test('a right file is summed up, exit 0', async () => {
  const { status, stdout } = await check('examples/policy.yaml');
  expect(stdout).toMatch(
    /^examples\/policy\.yaml is a valid policy: 10 rules, 5 groups, sha256 [0-9a-f]{64}\n$/,
  );
  expect(status).toBe(0);
});

test('a wrong file has every fault on a line of its own, exit 1', async () => {
  const file = path.join(folder, 'wrong.yaml');
  writeFileSync(file, 'rules:\n  - id: one\n    mach: {}\n    deny: Not here.\n');
  expect(await check(file)).toEqual({
    status: 1,
    stdout: [
      `${file}:2:5 rules[0].match: missing: write what the rule is about, such as {tags: {env: prod}}; {} is every VM and everybody`,
      `${file}:3:5 rules[0].mach: no such key here: the keys are id, match, deny, require, allow, pending, routes. Did you mean "match"?`,
      `${file} is not a valid policy: 2 faults\n`,
    ].join('\n'),
    stderr: '',
  });
});

test('a file that cannot be read is said so, exit 2', async () => {
  const missing = await check(path.join(folder, 'none.yaml'));
  expect([missing.status, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toContain('there is no such file');
  expect(await check(folder)).toMatchObject({ status: 2, stderr: expect.stringContaining('it is a folder') });
});

test('the schema for editors is the one that is kept beside the docs', async () => {
  const { code, out } = await ajar(['policy', 'schema'], { cwd: ROOT });
  expect([code, out]).toEqual([0, readFileSync(path.join(ROOT, 'docs/policy.schema.json'), 'utf8')]);
});

test('a missing argument is an error that names it', async () => {
  const { status, stderr } = await check();
  expect([status, stderr]).toEqual([2, expect.stringContaining("missing required argument 'file'")]);
});
