import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/cli.ts';
import { readVersion } from '../../src/version.ts';
import { ajar, spawnedAjar } from './terminal.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ajar-cli-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const everyCommand = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(everyCommand),
];

describe('every command', () => {
  it.each(
    everyCommand(createProgram([])).map((command) => [command.name(), command] as const),
  )('%s says what it does in one manner: a verb, lower case, no full stop', (_, command) => {
    expect(command.description()).toMatch(/^[a-z]+ (?!.*\.$)/);
    for (const option of command.options) expect(option.description).toMatch(/^[a-z](?!.*\.$)/);
  });
});

describe('ajar', () => {
  it('alone shows its help, which is no fault', async () => {
    const { code, out, err } = await ajar([], { cwd });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: ajar /);
    expect(out).toContain('serve');
  });

  it('says its version', async () => {
    expect(await spawnedAjar(['--version'], { cwd })).toEqual({
      code: 0,
      out: `${readVersion()}\n`,
      err: '',
    });
  });

  it.each([
    [['prase'], 'Did you mean parse?'],
    [['audit', 'exprot'], 'Did you mean export?'],
    [['serve', '--consol'], 'Did you mean --console?'],
    [['serve', '--console', 'bad'], '"bad" is no person: write NICK=ENTRA-ID:NAME.'],
    [['serve', '--console', 'ada=------------------------------------:Ada'], 'is no person'],
    [['manifest', 'teams', '--app-id', 'x', '--domain', 'a.example.com'], '"x" is no GUID'],
    [['sweep'], "'--once' not specified"],
    [['policy', 'check', 'none.yaml'], 'none.yaml cannot be read: there is no such file.'],
    [
      ['manifest', 'teams', '--app-id', ID, '--domain', 'a.example.com', '--output', 'no/z'],
      'no/z cannot be',
    ],
  ])('ends %j with 2 and a sentence', async (args, sentence) => {
    const { code, out, err } = await ajar(args, { cwd });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^ajar: /);
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
  });

  it('ends wrong settings with 2 and every fault, before anything is made', async () => {
    expect(await ajar(['serve'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining('TEAMS_APP_ID or SLACK_BOT_TOKEN: no chat app is configured'),
    });
    const { code, err } = await ajar(['audit', 'verify'], { cwd, env: { PORT: 'x', AJAR_TIME_ZONE: 'x' } });
    expect(code).toBe(2);
    expect(err).toContain('2 things need mending');
    expect(await ajar(['audit', 'verify'], { cwd })).toMatchObject({
      err: expect.stringContaining('There is no store'),
    });
  });

  it('says that a .env file cannot be read', async () => {
    await mkdir(join(cwd, '.env'));
    const { code, err } = await ajar(['doctor'], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/\.env cannot be read \(EISDIR\)\. Mend it, or move it away\.\n$/);
  });

  it('names every fault of the settings, the policy and the chat in one report', async () => {
    const env = {
      ...{ AJAR_POLICY: 'none.yaml', AJAR_AZURE_SCOPE: 'y', AZURE_TOKEN_CREDENTIALS: 'foo', AJAR_POLCY: '1' },
      ...{ TEAMS_AUTH: 'off', AJAR_HOST: '0.0.0.0', PORT: '99999', TEAMS_APP_PASSWORD: 'hunter2' },
    };
    const { code, err } = await ajar(['serve'], { cwd, env });
    expect(code).toBe(2);
    expect(
      err
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(':')[0]),
    ).toEqual([
      ...['ajar', 'PORT', 'AJAR_AZURE_SCOPE', 'AZURE_TOKEN_CREDENTIALS', 'AJAR_POLCY', 'TEAMS_AUTH'],
      'AJAR_POLICY',
    ]);
    expect(err).not.toContain('hunter2');
    await writeFile(join(cwd, 'wrong.yaml'), 'rules: []\ncolour: red');
    const wrong = await ajar(['serve'], { cwd, env: { AJAR_POLICY: 'wrong.yaml' } });
    expect(wrong.err).toContain('TEAMS_APP_ID or SLACK_BOT_TOKEN: no chat app is configured');
    expect(wrong.err).toMatch(/wrong\.yaml:2:1 colour: no such key/);
  });

  it('ends faults of what was checked with 1', async () => {
    await writeFile(join(cwd, 'wrong.yaml'), 'rules: []');
    expect((await ajar(['policy', 'check', 'wrong.yaml'], { cwd })).code).toBe(1);
    expect((await ajar(['parse', 'opne'], { cwd })).code).toBe(1);
    expect((await ajar(['doctor'], { cwd, env: { PORT: 'x' } })).code).toBe(1);
  });

  it('ends when its port is taken, says which, and leaves no trace of a start', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const env = { AJAR_DATA: cwd, PORT: String(port), TEAMS_AUTH: 'off', TEAMS_ROSTER: 'off' };
    const { code, err } = await spawnedAjar(['serve'], { cwd, env });
    other.close();
    expect(code).toBe(2);
    expect(err).toContain(`PORT: ${port} on 127.0.0.1 is taken`);
    expect((await ajar(['audit', 'export'], { cwd, env })).out).toBe('');
  });
});
