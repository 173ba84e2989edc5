import { mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '../../../src/cli/init/env-text.ts';
import { findWhatIsThere } from '../../../src/cli/init/find.ts';
import { interview } from '../../../src/cli/init/interview.ts';
import type { Prompts } from '../../../src/cli/init/prompts.ts';
import { ID, TENANT } from './answers.ts';

const SIGNING = '0123456789abcdef0123456789abcdef';
/** Where no Slack is. */
const NOBODY = 'http://127.0.0.1:9/api/';
const home = process.cwd();
let cwd: string;
beforeEach(async () => {
  cwd = await realpath(await mkdtemp(join(tmpdir(), 'ajar-init-')));
  process.chdir(cwd);
});
afterEach(async () => {
  process.chdir(home);
  process.exitCode = undefined;
  await rm(cwd, { recursive: true });
});

type Answer = string | boolean | readonly string[];
/** What a person answers, each to the first question that has these words; to others they press Enter. */
type Person = readonly (readonly [question: string, ...answers: readonly Answer[]])[];

/** Asks a person who is written down. An answer that is not right is asked again, as at a terminal. */
function person(script: Person) {
  const said: string[] = [];
  const left = new Map(script.map(([question, ...answers]) => [question, [...answers]]));
  const next = (message: string, enter: Answer | undefined): Answer => {
    said.push(message);
    const key = [...left.keys()].find((each) => message.includes(each));
    const answer = key === undefined ? enter : (left.get(key)?.shift() ?? enter);
    if (answer === undefined) throw new Error(`Nothing is written down for "${message}".`);
    return answer;
  };
  const judged = (
    message: string,
    enter: Answer | undefined,
    judge?: (text: string) => string | undefined,
  ): string => {
    const text = String(next(message, enter));
    const fault = judge?.(text);
    if (fault === undefined) return text;
    said.push(fault);
    return judged(message, enter, judge);
  };
  const prompts: Prompts = {
    say: (text) => void said.push(text),
    text: async ({ message, known, usual = '', judge }) => judged(message, known ?? usual, judge),
    hidden: async ({ message, judge }) =>
      judged(message, '', (text) => (text === '' ? undefined : judge?.(text))),
    choose: async ({ message, choices, known, usual }) => {
      const answer = next(message, known ?? usual ?? choices[0]?.value);
      expect(choices.map(({ value }) => value)).toContain(answer);
      return answer as never;
    },
    several: async ({ message, known = [] }) => next(message, known) as never,
    yes: async ({ message, known, usual = true }) => next(message, known ?? usual) as boolean,
  };
  return { prompts, said: () => said.join('\n') };
}

const FIRST: Person = [
  ['Which chat apps', ['teams', 'slack']],
  ['The https address', 'ajar.contoso.example', 'https://ajar.contoso.example'],
  ['time zone', 'Middle/Earth', 'Europe/Berlin'],
  ['application (client) id', 'mine', ID],
  ['tenants whose', TENANT],
  ['Its client secret', 'a "word"\nof two lines', 'a "word" # of mine'],
  ['Look at Azure', false],
  ['Who may ask', 'entra'],
  ["group's object id", 'people', ID],
  ['Their object ids', TENANT],
  ['Which ports', 'many', '22/tcp'],
  ['For how long', '2 weeks', '90m'],
];

async function run(script: Person) {
  const { prompts, said } = person(script);
  await interview(findWhatIsThere(), prompts);
  return said();
}

async function everything() {
  const names = (await readdir(cwd, { recursive: true })).toSorted();
  return Promise.all(names.map(async (name) => [name, (await stat(join(cwd, name))).mtimeMs]));
}

describe('ajar init, asking', () => {
  it('checks each answer as it is given, says what it writes before it does, and what comes next', async () => {
    const said = await run(FIRST);
    for (const fault of [
      'without a path',
      'write an IANA time zone',
      'write the app id of the bot',
      'a line end',
      'Write an object id',
      'maxDuration',
    ])
      expect(said).toContain(fault);
    expect(said).toMatch(/These files are written:\n {2}new {5}\.env .*Write them\?.*What comes next:/s);
    expect(said).toMatch(
      /Still missing:\n +SLACK_BOT_TOKEN, from slack\.md\n +SLACK_SIGNING_SECRET, from slack\.md/,
    );
    expect(said).not.toContain('of mine');
    expect(readEnv(await readFile('.env', 'utf8'))).toMatchObject({
      ...{ TEAMS_APP_ID: ID, TEAMS_APP_PASSWORD: 'a "word" # of mine', AJAR_GRAPH: 'on' },
      ...{ AJAR_TIME_ZONE: 'Europe/Berlin', SLACK_BOT_TOKEN: '' },
    });
    expect(await readFile('policy.yaml', 'utf8')).toMatch(/^mode: watch$.*entra: 3f2b.*maxDuration: 90m/ms);
  });

  it('asks the second time only what was missing, and writes only that', async () => {
    await run(FIRST);
    await writeFile(
      '.env',
      `${await readFile('.env', 'utf8')}# mine\nAJAR_KEEP_DAYS=90\nSLACK_API_URL=${NOBODY}\n`,
    );
    const policy = (await stat('policy.yaml')).mtimeMs;
    const said = await run([
      ['bot token', 'wrong', 'xoxb-1'],
      ['signing secret', SIGNING],
    ]);
    const questions = said.split('\n').filter((line) => /\?$|or file:PATH/.test(line));
    expect(questions).toEqual(
      [
        'What is to be asked? (None: the files are made anew from what is there.)',
        ...Array.from({ length: 2 }, () => expect.stringMatching(/^The bot token/)),
        expect.stringMatching(/^The signing secret/),
        'Write them?',
      ].filter((each) => typeof each !== 'string' || each.endsWith('?')),
    );
    expect(said).toMatch(/changed \.env \(the settings: SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET\)/);
    expect(await readFile('.env', 'utf8')).toContain('# mine\nAJAR_KEEP_DAYS=90\n');
    expect((await stat('policy.yaml')).mtimeMs).toBe(policy);
  });

  it('writes nothing where nothing is changed', async () => {
    await run(FIRST);
    const before = await everything();
    const said = await run([['What is to be asked', []]]);
    expect(said).toContain('there is nothing to write');
    expect(said).not.toContain('Write them?');
    expect(await everything()).toEqual(before);
  });

  it('keeps a policy that was changed by hand, unless somebody says otherwise', async () => {
    await run(FIRST);
    await writeFile('policy.yaml', '# by hand\n');
    await run([['What is to be asked', ['change policy']]]);
    expect(await readFile('policy.yaml', 'utf8')).toBe('# by hand\n');
    const again: Person = [
      ['What is to be asked', ['change policy']],
      ['by hand', true],
    ];
    const asked = [
      ...again,
      ...FIRST.filter(([question]) => /Who may|group's|Their|ports|long/.test(question)),
    ] as Person;
    await run(asked);
    expect(await readFile('policy.yaml', 'utf8')).toContain('maxDuration: 90m');
    expect(await readFile('policy.yaml.before', 'utf8')).toBe('# by hand\n');
  });

  it('writes nothing when it is refused or cut off', async () => {
    expect(await run([...FIRST, ['Write them', false]])).toContain('Stopped: nothing is written.');
    const { prompts, said } = person(FIRST);
    const cut = Object.assign(new Error('User force closed the prompt'), { name: 'ExitPromptError' });
    await interview(findWhatIsThere(), { ...prompts, yes: () => Promise.reject(cut) });
    expect(said()).toContain('Stopped: nothing is written.');
    expect(process.exitCode).toBe(1);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('says that Slack does not answer, and goes on', async () => {
    await writeFile('.env', `SLACK_API_URL=${NOBODY}\n`);
    const said = await run([
      ['What is to be asked', ['change place', 'change slack']],
      ['Which chat apps', ['slack']],
      ['The https address', 'https://ajar.contoso.example'],
      ['bot token', 'xoxb-1'],
      ['signing secret', SIGNING],
    ]);
    expect(said).toMatch(/\?\s+slack: .*127\.0\.0\.1:9.* did not answer/);
    expect(readEnv(await readFile('.env', 'utf8'))).toMatchObject({ SLACK_BOT_TOKEN: 'xoxb-1' });
  });
});
