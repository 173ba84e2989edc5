import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ajar } from './terminal.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
const OTHER = '22222222-2222-4222-8222-222222222222';
const PLACEHOLDER = '00000000-0000-4000-8000-000000000000';

let cwd: string;
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'ajar-manifest-')));
});
afterEach(() => rm(cwd, { recursive: true }));

/** The ids in the package, and the host of its links. */
async function packed(file = 'ajar-teams.zip') {
  const files = unzipSync(await readFile(join(cwd, file)));
  const { id, bots, developer } = JSON.parse(new TextDecoder().decode(files['manifest.json']));
  return { id, bot: bots[0].botId, host: new URL(developer.websiteUrl).host };
}

describe('ajar manifest teams', () => {
  it('makes a package out of nothing, says where it is and what to set before uploading', async () => {
    const { code, out, err } = await ajar(['manifest', 'teams'], { cwd });
    expect({ code, out }).toEqual({
      code: 0,
      out: `The Teams app package is at ${join(cwd, 'ajar-teams.zip')}\n`,
    });
    expect(err).toMatch(/^Warning: .*Before uploading, set TEAMS_APP_ID or pass --app-id/);
    expect(err).toContain('pass --domain');
    expect(await packed()).toEqual({ id: PLACEHOLDER, bot: PLACEHOLDER, host: 'ajar.example.com' });
  });

  it('takes the app id of the settings, .env included, and rather the one that is given', async () => {
    await writeFile(join(cwd, '.env'), `TEAMS_APP_ID=${ID}\nPORT=wrong\n`);
    const { code, out, err } = await ajar(['manifest', 'teams', '--domain', 'ajar.contoso.example'], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Upload it in the Teams admin center');
    expect(await packed()).toEqual({ id: ID, bot: ID, host: 'ajar.contoso.example' });
    await ajar(['manifest', 'teams', '--app-id', OTHER, '--output', 'other.zip'], { cwd });
    expect(await packed('other.zip')).toMatchObject({ id: OTHER, bot: OTHER });
  });

  it('does not fall back when the app id of the settings is none', async () => {
    const env = { TEAMS_APP_ID: 'mine' };
    expect(await ajar(['manifest', 'teams'], { cwd, env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('TEAMS_APP_ID: found "mine"; write the app id of the bot'),
    });
  });
});

describe('ajar manifest slack', () => {
  const manifest = async (file = 'ajar-slack.json') => readFile(join(cwd, file), 'utf8');

  it('makes a manifest out of nothing, says where it is and what is still missing', async () => {
    const { code, out, err } = await ajar(['manifest', 'slack'], { cwd });
    expect({ code, out }).toEqual({
      code: 0,
      out: `The Slack app manifest is at ${join(cwd, 'ajar-slack.json')}\n`,
    });
    expect(err).toMatch(/^Warning: .*Pass --url with the address of your Ajar, or --socket/);
    expect(await manifest()).toContain('https://ajar.example.com/slack/events');
  });

  it('takes the address, or none with Socket Mode, and not both', async () => {
    const url = 'https://jit.example.org';
    const { code, err } = await ajar(['manifest', 'slack', '--url', url], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await manifest()).toContain(`${url}/slack/events`);
    expect(await ajar(['manifest', 'slack', '--socket'], { cwd })).toMatchObject({ code: 0, err: '' });
    expect(await manifest()).not.toContain('https:');
    expect(await ajar(['manifest', 'slack', '--socket', '--url', url], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining('write --url or --socket, not both'),
    });
  });

  it.each([
    'http://ajar.example.com',
    'ajar.example.com',
    'https://ajar.example.com/slack/events',
  ])('says what is wrong with the address %s', async (url) => {
    expect(await ajar(['manifest', 'slack', '--url', url], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining(`"${url}" is no address such as https://ajar.example.com`),
    });
  });
});
