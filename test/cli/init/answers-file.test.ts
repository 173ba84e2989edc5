import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '../../../src/cli/init/env-text.ts';
import { ajar } from '../terminal.ts';
import { ID, SUBSCRIPTION, TENANT } from './answers.ts';

const ANSWERS = {
  url: 'https://ajar.contoso.example',
  teams: { appId: ID, tenants: [TENANT], password: { env: 'BOT_WORD' } },
  slack: { botToken: { file: 'token' }, signingSecret: { env: 'SIGNING' } },
  azure: { subscriptions: [SUBSCRIPTION] },
  policy: {
    ...{ requesters: { people: [ID] }, approvers: { people: [TENANT] }, vms: { resourceGroups: ['rg-web'] } },
    ...{ ports: ['22/tcp', '3389/tcp'], ask: ['slack:C0123456789'] },
  },
};
const SIGNING = '0123456789abcdef0123456789abcdef';
const SECRETS = { BOT_WORD: `it's # a "word"`, SIGNING };

let cwd: string;
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'ajar-init-')));
  await writeFile(join(cwd, 'token'), 'xoxb-secret-1\n');
});
afterEach(() => rm(cwd, { recursive: true }));

const read = (file: string) => readFile(join(cwd, file), 'utf8');
async function init(answers: object = ANSWERS, more: readonly string[] = []) {
  await writeFile(join(cwd, 'answers.json'), JSON.stringify(answers));
  return ajar(['init', '--answers', 'answers.json', ...more], { cwd, env: SECRETS });
}

/** Everything in the folder, with its bytes and when it was written. */
async function everything() {
  const names = await readdir(cwd, { recursive: true });
  return Promise.all(
    names.toSorted().map(async (name) => {
      const { mtimeMs, mode, size } = await stat(join(cwd, name));
      return name === 'answers.json' ? name : [name, mtimeMs, mode, size];
    }),
  );
}

describe('ajar init --answers', () => {
  it('writes settings that Ajar takes, a policy that the check takes, and what each administrator needs', async () => {
    const { code, out, err } = await init();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await readdir(join(cwd, 'ajar-setup'))).toEqual([
      ...['ajar-slack.json', 'ajar-teams.zip', 'answers.yaml', 'azure-role-open.json'],
      ...['azure.md', 'entra.md', 'slack.md', 'teams.md'],
    ]);
    expect((await stat(join(cwd, '.env'))).mode & 0o777).toBe(0o600);
    expect(readEnv(await read('.env'))).toMatchObject({
      ...{ TEAMS_APP_PASSWORD: SECRETS.BOT_WORD, SLACK_BOT_TOKEN_FILE: 'token', SLACK_BOT_TOKEN: '' },
      ...{ AJAR_PUBLIC_URL: ANSWERS.url, AJAR_POLICY: 'policy.yaml', TEAMS_TENANT_ID: TENANT },
    });
    expect(out).toContain('new     .env (the settings: AJAR_PUBLIC_URL, ');
    const check = await ajar(['policy', 'check', 'policy.yaml'], { cwd });
    expect(check).toMatchObject({
      code: 0,
      out: expect.stringContaining('is a valid policy: 1 rule, 2 groups'),
    });
    expect(await read('ajar-setup/ajar-slack.json')).toContain(`${ANSWERS.url}/slack/events`);
    const { 'manifest.json': manifest } = unzipSync(await readFile(join(cwd, 'ajar-setup/ajar-teams.zip')));
    expect(JSON.parse(new TextDecoder().decode(manifest))).toMatchObject({ id: ID, bots: [{ botId: ID }] });
  });

  it('prints and keeps no secret but in .env', async () => {
    const { out } = await init();
    const rest = (await readdir(cwd, { recursive: true })).filter(
      (name) => !['.env', 'token', 'ajar-setup'].includes(name),
    );
    const all = [out, ...(await Promise.all(rest.map(read)))].join('\n');
    for (const secret of [SECRETS.BOT_WORD, SIGNING, 'xoxb-secret-1']) expect(all).not.toContain(secret);
  });

  it('changes nothing when it is run again, nor with what it has kept itself', async () => {
    await init();
    const before = await everything();
    const again = await init();
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('there is nothing to write') });
    const kept = await ajar(['init', '--answers', 'ajar-setup/answers.yaml'], { cwd });
    expect(kept).toMatchObject({ code: 0, out: expect.stringContaining('there is nothing to write') });
    expect(await everything()).toEqual(before);
  });

  it('changes what is there only with --yes, of .env only its own lines, and keeps a policy that was there', async () => {
    await writeFile(join(cwd, '.env'), '# mine\nPORT=8080\nTEAMS_APP_ID=\n');
    await writeFile(join(cwd, 'policy.yaml'), 'mine\n');
    const before = await everything();
    const held = await init();
    expect(held).toMatchObject({
      code: 2,
      err: 'ajar: .env and policy.yaml would be changed. With --yes it is; nothing is written yet.\n',
    });
    expect(await everything()).toEqual([before[0], 'answers.json', ...before.slice(1)]);
    expect(await init(ANSWERS, ['--yes'])).toMatchObject({ code: 0 });
    expect(await read('.env')).toMatch(new RegExp(`^# mine\nPORT=8080\nTEAMS_APP_ID=${ID}\n`));
    expect(await read('policy.yaml.before')).toBe('mine\n');
  });

  it('says what is still missing, and from whom it comes', async () => {
    const { code, out } = await init({ ...ANSWERS, slack: { socket: true }, teams: { tenants: [TENANT] } });
    expect(code).toBe(0);
    expect(out).toContain('TEAMS_APP_PASSWORD, from entra.md');
    expect(out).toContain('SLACK_APP_TOKEN, from slack.md');
    expect(out).not.toContain('npm start');
    expect(await readdir(join(cwd, 'ajar-setup'))).not.toContain('ajar-teams.zip');
  });

  it('names every fault of the answers at once, and writes nothing', async () => {
    const wrong = { ...ANSWERS, url: 'ajar.contoso.example', azure: { subscriptions: ['one'] } };
    const { code, err } = await init({ ...wrong, policy: { ...ANSWERS.policy, ports: ['everything'] } });
    expect(code).toBe(2);
    expect(err).toMatch(
      /3 things need mending:\n {2}AJAR_PUBLIC_URL: .*\n {2}AJAR_AZURE_SUBSCRIPTIONS: .*\n {2}policy.yaml:\d+/,
    );
    expect((await init({ ...ANSWERS, colour: 1, slack: { botToken: 'xoxb-1' } })).err).toMatch(
      /slack.botToken: a secret is not written here[^\n]*\n.*colour/s,
    );
    expect((await init({ ...ANSWERS, slack: { botToken: { env: 'NO_SUCH' } } })).err).toContain('NO_SUCH');
    await writeFile(join(cwd, 'bad.yaml'), 'slack:\n  botToken: "xoxb-seen');
    const bad = await ajar(['init', '--answers', 'bad.yaml'], { cwd });
    expect(bad).toMatchObject({ code: 2, err: expect.stringMatching(/bad.yaml is no YAML: .* at line 2/) });
    expect(bad.err).not.toContain('xoxb-seen');
    expect(await readdir(cwd)).toEqual(['answers.json', 'bad.yaml', 'token']);
  });

  it('does not ask where nobody is', async () => {
    expect(await ajar(['init'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining('--answers FILE'),
    });
  });
});

it('the example in docs/setup.md is taken as it stands', async () => {
  const docs = await readFile(new URL('../../../docs/setup.md', import.meta.url), 'utf8');
  await writeFile(join(cwd, 'answers.yaml'), /```yaml\n(.*?)```/s.exec(docs)?.[1] ?? '');
  const env = { BOT_PASSWORD: 'of the bot', SLACK_SECRET: SIGNING };
  const { code, err } = await ajar(['init', '--answers', 'answers.yaml'], { cwd, env });
  // The one thing that is wrong with it here: no such file is mounted.
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringMatching(/One thing needs mending:\n.*\/run\/secrets/),
  });
});
