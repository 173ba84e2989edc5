import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { slackGroupsCheck } from '../../src/cli/slack-groups-check.ts';
import { type ApiStub, startApiStub } from '../chat/slack/api-stub.ts';

const RULES = 'rules: [{id: a, match: {}, require: {approvals: [{count: 1, from: ops}]}}]';
const OPS = 'ops: [33333333-3333-4333-8333-333333333331]';

let stub: ApiStub;
let folder: string;
beforeAll(async () => {
  stub = await startApiStub();
  stub.answers.set('auth.test', { ok: true, team_id: 'T012OURS', user_id: 'U012AJAR', bot_id: 'B012AJAR' });
  folder = mkdtempSync(join(tmpdir(), 'ajar-groups-'));
});
afterAll(async () => {
  await stub.close();
  rmSync(folder, { recursive: true });
});

function look(groups: string, answer: object = { ok: true, users: ['U1'] }) {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, `groups: {${OPS}${groups}}\n${RULES}`);
  stub.answers.set('usergroups.users.list', answer);
  const slack = {
    ...{ botToken: 'xoxb-1', signingSecrets: [], socket: false, apiUrl: `${stub.url}/api/` },
    ...{ teams: [], emailDomains: [], history: false },
  };
  return slackGroupsCheck({ slack, policy: { file } } as never);
}

it('a user group that the policy names is there, or was deleted or disabled', async () => {
  expect(await look(', duty: {slack: T012OURS/S01}')).toEqual([
    { what: 'slack user groups', ok: true, found: 'duty', fix: '' },
  ]);
  const [gone] = await look(', duty: {slack: T012OURS/S01}', { ok: false, error: 'no_such_subteam' });
  expect(gone).toMatchObject({
    ok: false,
    found: 'duty (T012OURS/S01) is deleted or disabled: nobody is notified by it',
  });
});

it('one of another workspace is mentioned nowhere', async () => {
  const [far] = await look(', far: {slack: T999/S02}');
  expect(far).toMatchObject({
    ok: false,
    found: expect.stringContaining('far is of the workspace T999, and the app is in T012OURS'),
  });
});

it('cannot tell without the scope, and has no line where no group is named', async () => {
  const [unsure] = await look(', duty: {slack: T012OURS/S01}', { ok: false, error: 'missing_scope' });
  expect(unsure).toMatchObject({ ok: 'unknown', fix: expect.stringContaining('usergroups:read') });
  expect(await look('')).toEqual([]);
});
