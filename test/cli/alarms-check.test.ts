import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OLLY } from '../../sandbox/demo/people.ts';
import { unheard } from '../../src/access/policy/unheard.ts';
import { alarmsCheck } from '../../src/cli/alarms-check.ts';
import { POLICY, policyOf } from '../fakes/policy.ts';

function checked(text: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ajar-alarms-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return alarmsCheck({ policy: { file } })[0];
}

const UNTOLD = POLICY.replace(", tell: ['teams:on-call']", '');
const NO_ADMINS = UNTOLD.replace(/admins: .*\n/, '');

it('somebody hears where anybody is on call or a conversation is told', () => {
  expect(checked(POLICY)).toMatchObject({ ok: true });
  expect(checked(`onCall: [{ id: ${OLLY.id}, name: Olly }]\n${NO_ADMINS}`)).toMatchObject({ ok: true });
  const untold = policyOf(UNTOLD);
  const lookedUp = { ...untold, admins: [], roleGroups: { onCall: ['duty'] } };
  expect(unheard(lookedUp)).toBeUndefined();
});

it('it is said who hears of nothing: all but the admins, or everybody', () => {
  expect(checked(UNTOLD)).toMatchObject({
    ...{
      ok: 'unknown',
      found: expect.stringMatching(/a clockwork that stands still .* told to the admins alone/),
    },
    fix: expect.stringContaining('"onCall"'),
  });
  expect(checked(NO_ADMINS)).toMatchObject({ ok: false, found: expect.stringContaining('told to nobody') });
});

it('nobody but the settings say who asks: then it is the admins whom they name', () => {
  const lists = { requesters: [], approvers: [], admins: [] };
  expect(alarmsCheck({ policy: lists as never })[0]).toMatchObject({
    ok: false,
    fix: expect.stringContaining('AJAR_ADMINS'),
  });
});

it('a policy with faults has a check of its own', () => {
  expect(checked('rules: 7')).toBeUndefined();
});
