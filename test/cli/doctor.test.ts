import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../src/ports/check.ts';
import { createSqliteStore } from '../../src/store/sqlite/store.ts';
import { ajar } from './terminal.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-doctor-'));
});
afterEach(() => rm(cwd, { recursive: true }));

/** Nobody answers there, so that Azure costs no time. */
const AZURE = {
  AJAR_AZURE_ENDPOINT: 'https://127.0.0.1:9',
  AZURE_AUTHORITY_HOST: 'https://127.0.0.1:9',
  AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential',
};

async function doctor(more: Readonly<Record<string, string>> = {}) {
  const env = { AJAR_DATA: cwd, TEAMS_AUTH: 'off', TEAMS_ROSTER: 'off', ...AZURE, ...more };
  const { code, out, err } = await ajar(['doctor', '--json'], { cwd, env });
  const checks: readonly Check[] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { code, err, of: (what: string) => checks.find((check) => check.what === what), checks };
}

describe('ajar doctor', () => {
  it('goes on with what it can look at when settings are wrong, each named once', async () => {
    const { code, err, checks } = await doctor({ PORT: 'x', AJAR_POLCY: '1', AJAR_POLICY: 'none.yaml' });
    expect([code, err]).toEqual([1, '']);
    expect(checks.map(({ what, ok }) => [what, ok])).toEqual([
      ['node', true],
      ['setting PORT', false],
      ['setting AJAR_POLCY', false],
      ['policy', false],
      ['store', true],
      ['azure', 'unknown'],
    ]);
  });

  it('writes every line of what it found below the check', async () => {
    await writeFile(join(cwd, 'wrong.yaml'), 'rules: []\ncolour: red');
    const { code, out } = await ajar(['doctor'], { cwd, env: { AJAR_POLICY: 'wrong.yaml', PORT: 'x' } });
    expect(code).toBe(1);
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^(ok {3}|BAD {2}|\? {4}| {7})\S/);
    expect(out).toMatch(/\n {7}\S*wrong\.yaml:2:1 colour: no such key/);
  });

  it('names the cloud that everything is about', async () => {
    // Nothing leaves this machine: its proxy is nobody.
    const away = {
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us',
    };
    const { of } = await doctor({ AJAR_CLOUD: 'usgov', ...away });
    expect(of('cloud')).toMatchObject({
      ok: true,
      found: expect.stringMatching(
        /^Azure US Government \(AJAR_CLOUD=usgov\): .*login\.microsoftonline\.us.*portal\.azure\.us/,
      ),
    });
  });

  it('says of a sign-in that fails what it takes, and sends nobody back to itself', async () => {
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of('azure sign-in')).toMatchObject({
      ok: false,
      fix: expect.stringContaining('AZURE_CLIENT_SECRET'),
    });
    expect(JSON.stringify(of('azure sign-in'))).not.toContain('ajar doctor');
  });
});

describe('the look at Slack', () => {
  const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };

  /** What the doctor says of a Slack that answers every call with this. */
  async function withSlack(answer: object) {
    const api = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const { port } = api.address() as AddressInfo;
    try {
      return (await doctor({ ...SLACK, SLACK_API_URL: `http://127.0.0.1:${port}/api/` })).of('slack');
    } finally {
      api.close();
    }
  }

  it('names the workspace of the token', async () => {
    const self = { ok: true, team_id: 'T012OURS', user_id: 'U012AJAR', bot_id: 'B012AJAR' };
    expect(await withSlack(self)).toMatchObject({
      ok: true,
      found: 'workspace T012OURS, by HTTP at /slack/events',
    });
  });

  it('calls a token that Slack does not take bad, and never shows it', async () => {
    const check = await withSlack({ ok: false, error: 'invalid_auth' });
    expect(check).toMatchObject({ ok: false, found: 'Slack does not take the token (invalid_auth)' });
    expect(check?.fix).toContain('SLACK_BOT_TOKEN');
    expect(JSON.stringify(check)).not.toContain('xoxb-1');
  });

  it('says that an old secret is still taken beside a new one, and shows neither', async () => {
    const secrets = ['0123456789abcdef'.repeat(2), 'fedcba9876543210'.repeat(2)];
    const { checks, of } = await doctor({
      ...{ ...SLACK, SLACK_SIGNING_SECRET: secrets.join(','), SLACK_API_URL: 'http://127.0.0.1:9/api/' },
      ...{ AJAR_HOOK_ROTA: secrets[0] ?? '', AJAR_HOOK_ROTA_OLD: secrets[1] ?? '' },
      AJAR_AUDIT_WEBHOOK: 'https://siem.ajar.invalid/audit',
      ...{ AJAR_AUDIT_WEBHOOK_SECRET: secrets[0] ?? '', AJAR_AUDIT_WEBHOOK_SECRET_OLD: secrets[1] ?? '' },
    });
    expect(of('old secrets')).toMatchObject({
      ok: 'unknown',
      found:
        'still taken beside the new ones: a second SLACK_SIGNING_SECRET, AJAR_HOOK_ROTA_OLD, AJAR_AUDIT_WEBHOOK_SECRET_OLD',
    });
    for (const secret of secrets) expect(JSON.stringify(checks)).not.toContain(secret);
  });

  it('cannot tell where nobody answers', async () => {
    const check = (await doctor({ ...SLACK, SLACK_API_URL: 'http://127.0.0.1:9/api/' })).of('slack');
    expect(check).toMatchObject({ ok: 'unknown', found: expect.stringContaining('did not answer') });
  });
});

describe('the look at the store', () => {
  it('finds no fault in an installation that never ran, and makes nothing', async () => {
    expect((await doctor()).of('store')).toMatchObject({
      ok: true,
      found: expect.stringContaining('none in'),
    });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('finds a good one', async () => {
    await createSqliteStore({ file: join(cwd, 'ajar.db') }).close();
    expect((await doctor()).of('store')).toMatchObject({
      ok: true,
      found: expect.stringContaining('newest event none'),
    });
  });

  it('calls a file that is no store bad, and leaves it as it is', async () => {
    await writeFile(join(cwd, 'ajar.db'), 'not a database '.repeat(100));
    const { code, of } = await doctor();
    expect(code).toBe(1);
    expect(of('store')).toMatchObject({ ok: false, found: expect.stringContaining('is not an Ajar store.') });
    expect(of('store')?.fix).toContain('move this one away');
  });

  it("calls another program's database bad", async () => {
    const other = new DatabaseSync(join(cwd, 'ajar.db'));
    other.exec('CREATE TABLE song (title TEXT)');
    other.close();
    const check = (await doctor()).of('store');
    expect(check).toMatchObject({
      ok: false,
      found: expect.stringContaining('a database of another program.'),
    });
    expect(check?.fix).toContain("Name another file for Ajar's store. AJAR_DATA says");
  });

  it('calls a damaged one bad, with a copy to restore', async () => {
    const file = join(cwd, 'ajar.db');
    await createSqliteStore({ file }).close();
    await damage(file);
    const check = (await doctor()).of('store');
    expect(check).toMatchObject({ ok: false, found: expect.stringContaining('is damaged.') });
    expect(check?.fix).toContain('restore a copy');
  });

  it('calls a folder that cannot be written bad', async () => {
    await writeFile(join(cwd, 'file'), '');
    const { code, of } = await doctor({ AJAR_DATA: join(cwd, 'file', 'data') });
    expect(code).toBe(1);
    expect(of('store')).toMatchObject({
      ...{ ok: false, found: expect.stringContaining('cannot be written (a file is in the way)') },
      fix: expect.stringContaining('AJAR_DATA'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('sees a folder that this user may only read', async () => {
    await chmod(cwd, 0o500);
    expect((await doctor()).of('store')).toMatchObject({ ok: false });
    await chmod(cwd, 0o700);
  });
});

/** All but the header. */
async function damage(file: string): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(file, Buffer.concat([bytes.subarray(0, 100), bytes.subarray(100).fill(0x2a)]));
}
