import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../src/cli/init/answers.ts';
import { quoted, readEnv, setInEnv } from '../../../src/cli/init/env-text.ts';
import { recall } from '../../../src/cli/init/recall.ts';
import { changedIn, valuesOf } from '../../../src/cli/init/values.ts';
import { examineConfig } from '../../../src/config.ts';
import { FULL } from './answers.ts';

const written = (text: string, answers: Answers): string =>
  setInEnv(text, changedIn(text, valuesOf(answers)));

/** What no quoting can say is refused, and has a test of its own. */
const canBeSaid = (text: string): boolean =>
  !/\p{Cc}/u.test(text) && !(text.includes("'") && text.includes('`') && /"|\\n/.test(text));
const word = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: fc.constantFrom(...' \'"`#$\\n=,;€') }))
  .filter((text) => canBeSaid(text) && !text.startsWith('keyvault:'));
const id = fc.uuid();
const answers = fc
  .record({
    ...{
      password: word,
      secret: word,
      tenants: fc.uniqueArray(id, { minLength: 1, maxLength: 3 }),
      appId: id,
    },
    ...{ folder: word, policyFile: word, graph: fc.boolean(), nsg: fc.boolean(), socket: fc.boolean() },
    ...{
      subscriptions: fc.uniqueArray(id, { maxLength: 2 }),
      cloud: fc.constantFrom('public' as const, 'usgov' as const),
    },
  })
  .map(
    ({
      password,
      secret,
      tenants,
      appId,
      folder,
      policyFile,
      graph,
      nsg,
      socket,
      subscriptions,
      cloud,
    }): Answers => ({
      ...{
        cloud,
        url: 'https://ajar.contoso.example',
        zone: 'Asia/Seoul',
        graph,
        policyFile,
        store: { folder },
      },
      teams: { appId, appType: 'SingleTenant', tenants, password: { value: password } },
      slack: { ...FULL.slack!, socket, appToken: { value: 'xapp-1' } },
      azure: {
        ...{
          signIn: 'EnvironmentCredential',
          clientId: appId,
          tenantId: tenants[0]!,
          clientSecret: { value: secret },
        },
        ...{ subscriptions, nsg, firewall: false, configure: false },
      },
    }),
  );

const THEIRS = [
  '# Ours since 2024, ask Ops.',
  'export PORT=8080 # behind the proxy',
  'TEAMS_APP_ID=old',
  '#TEAMS_APP_PASSWORD=example',
  "AJAR_AUDIT_KEY='-----BEGIN",
  'SLACK_BOT_TOKEN=not this one',
  "-----END'",
  '',
  '# last words, without a line end',
].join('\n');

describe('.env', () => {
  it('is read back by Ajar as exactly what was answered, whatever was there before', () => {
    fc.assert(
      fc.property(
        answers,
        fc.constantFrom('', '\n', THEIRS, THEIRS.replaceAll('\n', '\r\n')),
        (given, before) => {
          const text = written(before, given);
          const { config } = examineConfig(readEnv(text), []);
          expect(config.teams?.password).toBe(
            'value' in given.teams!.password! ? given.teams!.password.value : '',
          );
          expect(config.teams?.tenants).toEqual(given.teams?.tenants);
          expect(
            config.dataFolder.endsWith(
              'folder' in given.store ? given.store.folder.replace(/^.*\//, '') : '',
            ),
          ).toBe(true);
          expect(config.graph).toBe(given.graph);
          expect([config.cloud, config.azure.nsg, config.slack?.socket]).toEqual([
            given.cloud,
            given.azure.nsg,
            given.slack?.socket,
          ]);
          expect(readEnv(text)).toMatchObject({
            AZURE_CLIENT_SECRET: (given.azure.clientSecret as { value: string }).value,
          });
          expect(recall(readEnv(text))).toEqual(given);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('stays as it is when the same is written again', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const once = written(THEIRS, given);
        expect(written(once, given)).toBe(once);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps every line that is not of the set-up, comments among them, and what is inside of quotes', () => {
    const text = written(THEIRS, { ...FULL, slack: undefined } as never);
    for (const line of THEIRS.split('\n').filter((each) => each !== 'TEAMS_APP_ID=old'))
      expect(text.split('\n')).toContain(line);
    expect(readEnv(text).AJAR_AUDIT_KEY).toBe(readEnv(THEIRS).AJAR_AUDIT_KEY);
    expect(text).toContain("#TEAMS_APP_PASSWORD=example\nTEAMS_APP_PASSWORD='word of a bot'");
  });

  it('is not written where a line of ours would change what somebody else wrote', () => {
    expect(() => setInEnv('OTHER=   \n', { AJAR_CLOUD: 'usgov' })).toThrow(
      /AJAR_CLOUD cannot be set without changing what else it says/,
    );
  });

  it.each(['two\nlines', 'a\rb', 'a\0b', '\u0085'])('refuses a line end or a control character', (value) => {
    expect(() => quoted('KEY', value)).toThrow(/KEY: it has a line end or a control character/);
  });

  it('refuses what has every kind of quotes, and names no value', () => {
    expect(() => quoted('KEY', '\'`"x')).toThrow('KEY: it has every kind of quotes in it');
  });

  it('leaves lists and switches as somebody wrote them, while they mean the same', () => {
    const text = `TEAMS_TENANT_ID=a,  b\nAJAR_NSG=off\n`;
    expect(changedIn(text, { TEAMS_TENANT_ID: 'a,b', AJAR_NSG: 'off', AJAR_GRAPH: 'off' })).toEqual({});
  });
});
