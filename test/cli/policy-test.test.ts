import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ajar } from './terminal.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'ajar-policy-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const POLICY = ['--policy', 'examples/policy.yaml'];
const EXAMPLES = 'examples/policy-tests.yaml';
const tried = (file: string, ...more: readonly string[]) =>
  ajar(['policy', 'test', file, ...POLICY, ...more], { cwd: ROOT });

function changed(from: string, to: string): string {
  const file = path.join(folder, 'changed.yaml');
  const text = readFileSync(path.join(ROOT, EXAMPLES), 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return file;
}

test('the examples of the example come as expected, exit 0', async () => {
  expect(await tried(EXAMPLES)).toMatchObject({ code: 0, out: '9 examples, all as expected.\n', err: '' });
});

test('each that comes otherwise is told with what was expected and found, exit 1', async () => {
  const wrong =
    'expect: { allow: true, approvals: [{ count: 1, from: security }], rules: [payments], maxDuration: 1h }';
  const file = changed(
    'expect: { allow: true, approvals: [{ count: 2, from: prod-approvers }], rules: [prod], maxDuration: 2h }',
    wrong,
  );
  expect(await tried(file)).toMatchObject({
    code: 1,
    out: [
      'production takes two leads, from one address',
      '  rules: expected payments, found prod',
      '  approvals: expected 1 of security, found 2 of prod-approvers',
      '  maxDuration: expected 1 h, found 2 h',
      '9 examples, 1 not as expected.\n',
    ].join('\n'),
  });
});

test('a verdict that turns around is told with the refusal', async () => {
  const { code, out } = await tried(
    changed('{ allow: false, says: at most 2 h }', '{ allow: true }'),
    '--json',
  );
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(lines.filter(({ passed }) => !passed)).toEqual([
    expect.objectContaining({
      differences: [expect.stringContaining('expected allowed, found refused: 3 h is too long')],
    }),
  ]);
});

test('a sentence or a person that cannot be read is a difference, never a pass', async () => {
  for (const [from, to, says] of [
    ['say: ssh on test-01', 'say: ssh on test-99', 'There is no VM called test-99'],
    ['as: Vendor One', 'as: Vendor Nine', 'The policy knows nobody called "Vendor Nine"'],
    ['say: ssh on test-01 for 4h from vpn', 'say: list', 'asks for no access'],
  ] as const) {
    const { code, out } = await tried(changed(from, to));
    expect([code, out]).toEqual([1, expect.stringContaining(says)]);
  }
});

test('a file with faults has each with line and column, exit 1; one that cannot be read is exit 2', async () => {
  const { code, out } = await tried(
    changed('expect: { allow: false, says: at most 2 h }', 'expects: { allow: no }'),
  );
  expect(code).toBe(1);
  expect(out).toMatch(/changed\.yaml:\d+:\d+ examples\[2\]\.expects: no such key here/);
  expect(await tried(path.join(folder, 'none.yaml'))).toMatchObject({ code: 2 });
});

const explained = (sentence: string, ...more: readonly string[]) =>
  ajar(['policy', 'explain', sentence, ...POLICY, '--vms', EXAMPLES, ...more], { cwd: ROOT });

test('a refusal is explained with each rule, and with what would pass, exit 1', async () => {
  const { code, out } = await explained('open 22 on web-01 for 9h', '--as', 'Requester One');
  expect(code).toBe(1);
  expect(out).toContain(
    'No source was said: judged as from one address that is in no named network (192.0.2.1/32).',
  );
  expect(out).toContain(
    'Refused.\n  9 h is too long: rule "prod" allows at most 2 h. Ask for 2 h or less.\n  It would pass for 2 h.',
  );
  expect(out).toContain(
    'Rule "prod" holds: 2 approvals from prod-approvers; at most 2 h; one address alone.',
  );
  expect(out).toContain('Rule "test" does not hold: it is about tags env=dev or test.');
});

test('what is allowed is explained with who could approve, never the one who asks, exit 0', async () => {
  const { code, out } = await explained('open 22 on web-01 for 1h from 203.0.113.7', '--as', 'Lead One');
  expect(code).toBe(0);
  expect(out).toContain(
    'Opens once it is approved.\n  2 of prod-approvers (Lead Two, Lead Three): rule "prod".',
  );
});

test('it is data, too', async () => {
  const { out } = await explained('open 22 on web-01 for 9h', '--as', 'Requester One', '--json');
  const { judgement, rules, instead } = JSON.parse(out);
  expect([judgement.allowed, instead]).toEqual([false, [['for 2 h']]]);
  expect(rules.map(({ rule, holds }: { rule: string; holds: boolean }) => [rule, holds])).toContainEqual([
    'prod',
    true,
  ]);
});

test('a person or VM that there is not is exit 2', async () => {
  expect(await explained('open 22 on web-01 for 1h', '--as', 'Nobody')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--as: The policy knows nobody called "Nobody"'),
  });
  expect(await explained('open 22 on web-99 for 1h', '--as', 'Lead One')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no VM called web-99'),
  });
});

test('a change is told as who gains and loses what; exit 1 where somebody does, 0 where nobody', async () => {
  const file = path.join(folder, 'new.yaml');
  const text = readFileSync(path.join(ROOT, 'examples/policy.yaml'), 'utf8');
  writeFileSync(
    file,
    text.replace(
      'approvals: [{ count: 2, from: prod-approvers }]',
      'approvals: [{ count: 1, from: prod-approvers }]',
    ),
  );
  const diff = (to: string, ...more: readonly string[]) =>
    ajar(['policy', 'diff', 'examples/policy.yaml', to, '--vms', EXAMPLES, ...more], { cwd: ROOT });
  const { code, out } = await diff(file);
  expect(code).toBe(1);
  expect(out).toContain(
    '3 people (everybody in engineers) may open 22/tcp, 3389/tcp, 5985-5986/tcp on web-01 with 1 approval from prod-approvers',
  );
  expect(out).toContain('Rules: 1 changed (prod).\n');
  const [first] = (await diff(file, '--json')).out.split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ kind: 'easier', ports: expect.stringContaining('22/tcp') });
  expect(await diff('examples/policy.yaml')).toMatchObject({
    code: 0,
    out: 'Nobody gains or loses anything on these VMs.\n',
  });
  expect(await diff(path.join(folder, 'none.yaml'))).toMatchObject({ code: 2 });
});
