import { readFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { noAnswers } from '../../../src/cli/init/answers.ts';
import { pagesOf } from '../../../src/cli/init/files.ts';
import type { Given } from '../../../src/cli/init/given.ts';
import { TEAMS_RIGHTS } from '../../../src/cli/init/pages/teams.ts';
import { teamsManifest } from '../../../src/cli/manifest.ts';
import { slackManifest } from '../../../src/cli/manifest-slack.ts';
import { graphCheck } from '../../../src/cloud/azure/directory/graph-check.ts';
import { permissionCheck } from '../../../src/cloud/azure/permission-check.ts';
import type { Feature, Features } from '../../../src/cloud/azure/permissions.ts';
import { CloudError } from '../../../src/ports/provider.ts';
import { FULL, givenOf, ID, SUBSCRIPTION } from './answers.ts';

const pages = (given: Given): Readonly<Record<string, string>> =>
  Object.fromEntries(pagesOf(given).map(({ path, content }) => [path.replace(/^.*\//, ''), String(content)]));

/** The exact names in the tables below a heading of the page. */
function namesIn(page: string, heading: string): readonly string[] {
  const [, part = ''] = page.split(new RegExp(`^## \\d+\\. ${heading}`, 'm'));
  const [section = ''] = part.split(/^## /m);
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

/** What `ajar doctor` calls missing where Azure gives nothing. */
async function missedByDoctor(features: Features, ability: 'open' | 'configure'): Promise<readonly string[]> {
  const clients = {
    ...{ settings: features, limitMs: 1000, getPath: async () => ({ value: [] }) },
    doing: (what: string, action: string, subject: string) => ({
      what,
      action,
      subject,
      host: '',
      scope: '',
    }),
  };
  const { found } = await permissionCheck(
    clients as never,
    { all: async () => [] } as never,
    { id: SUBSCRIPTION, name: 'one' },
    ability,
  );
  return [...found.matchAll(/^ {2}(Microsoft\S+) /gm)].map(([, action = '']) => action);
}

const FEATURES: readonly Feature[] = ['nsg', 'nsgWhole', 'firewall', 'ipFlow', 'rights'];
const COMBINATIONS = Array.from({ length: 2 ** FEATURES.length }, (_, bits) =>
  Object.fromEntries(FEATURES.map((feature, place) => [feature, (bits & (2 ** place)) > 0])),
);

describe('the pages for administrators', () => {
  it('name for Azure exactly the actions that the doctor looks for, whatever is switched on', async () => {
    for (const features of COMBINATIONS) {
      const given = await givenOf({ azure: { ...FULL.azure, configure: true } }, features);
      const page = pages(given)['azure.md'] ?? '';
      for (const ability of ['open', 'configure'] as const) {
        const missed = await missedByDoctor(features, ability);
        expect(missed.length).toBeGreaterThan(10);
        expect(namesIn(page, `The role "Ajar ${ability}"`)).toEqual(missed);
      }
    }
  });

  it('name for Entra exactly the permissions of Microsoft Graph that the doctor asks for', async () => {
    const denied = Object.assign(new CloudError('denied', 'no'), { cause: { statusCode: 403 } });
    const clients = {
      directory: { endpoint: 'https://graph.example', get: () => Promise.reject(denied) },
      ...{ limitMs: 1000, settings: {}, doing: () => ({}) },
    };
    const { fix } = await graphCheck(clients as never);
    const asked = fix.match(/\b\w+\.Read\.All\b/g);
    expect(asked).toHaveLength(2);
    const page = pages(await givenOf())['entra.md'] ?? '';
    expect(namesIn(page, 'Application permissions of Microsoft Graph')).toEqual(asked);
    expect(page).toContain(`for right in ${asked?.join(' ')}; do`);
    expect(pages(await givenOf({ graph: false }))['entra.md']).not.toContain('Graph.');
  });

  it.each([
    true,
    false,
  ])('name for Slack exactly the scopes of the manifest (history: %s)', async (history) => {
    const manifest = slackManifest({ history }) as { oauth_config: { scopes: { bot: readonly string[] } } };
    const page = pages(await givenOf({ slack: { ...FULL.slack!, history } }))['slack.md'] ?? '';
    expect(namesIn(page, 'The app, installed').toSorted()).toEqual(
      manifest.oauth_config.scopes.bot.toSorted(),
    );
  });

  it('name for Teams exactly what the app package asks for', async () => {
    const { permissions, bots } = teamsManifest({ appId: ID, domain: '' }) as {
      permissions: readonly string[];
      bots: readonly { scopes: readonly string[] }[];
    };
    const page = pages(await givenOf())['teams.md'] ?? '';
    const names = [...permissions, ...bots.flatMap(({ scopes }) => scopes)];
    expect(namesIn(page, 'The app, in the catalogue')).toEqual(names);
    expect(Object.keys(TEAMS_RIGHTS).toSorted()).toEqual(names.toSorted());
  });

  it('are only those that the answers need, with only what they need', async () => {
    const bare = await givenOf({ ...noAnswers(), teams: undefined, slack: undefined } as never);
    expect(Object.keys(pages(bare))).toEqual(['azure.md']);
    expect(pages(bare)['azure.md']).not.toMatch(/az bot|Key Vault/);
    expect(Object.keys(pages(await givenOf()))).toEqual(['entra.md', 'azure.md', 'teams.md', 'slack.md']);
    const vault = { value: 'keyvault:https://contoso.vault.azure.net/secrets/bot' };
    const secret = pages(await givenOf({ slack: { ...FULL.slack!, botToken: vault } }))['azure.md'];
    expect(secret).toContain('az keyvault show --name contoso');
  });

  it('say of everything why, what breaks without it, how and how to undo it, and hold no secret', async () => {
    for (const [file, page] of Object.entries(pages(await givenOf()))) {
      const grants = page.split(/^## \d+\. /m).slice(1);
      expect(grants.length, file).toBeGreaterThan(1);
      for (const grant of grants)
        for (const part of ['**Why:** ', '**Without it:** ', '**To grant it:**', '**To undo it:**'])
          expect(grant, file).toContain(part);
      expect(page).not.toMatch(/word of a bot|xoxb-1|0123456789abcdef|undefined|\[object/);
    }
  });

  it('have what is open closed before the role is taken that closes it, where Azure would not end it', async () => {
    const own =
      /what Ajar opened by rules of its own nobody would ever close any more .* Take it from the identity:/;
    const undo = async (features: Features) => {
      const page = pages(await givenOf({ azure: { ...FULL.azure, configure: true } }, features))['azure.md'];
      return (page ?? '').split('\n').filter((line) => line.includes('Take it from the identity:'));
    };
    expect(await undo({ nsg: true })).toEqual([expect.stringMatching(own), '1. Take it from the identity:']);
    expect(await undo({ firewall: true })).toEqual([expect.stringMatching(own), expect.anything()]);
    expect((await undo({}))[0]).toMatch(/^1\. What is open stays open until Azure ends it, so stop Ajar/);
  });

  it('are Markdown in which every table and every command is one', async () => {
    const html = Object.values(pages(await givenOf()))
      .map((page) => new MarkdownIt().render(page))
      .join('');
    expect(html.replaceAll(/<pre>.*?<\/pre>/gs, '')).not.toMatch(/\| |\*\*|```/);
  });
});

it('docs/slack.md says the same of each scope that the page does', async () => {
  const { lists } = await givenOf();
  const docs = readFileSync('docs/slack.md', 'utf8');
  for (const scope of lists.neededScopes(true)) expect(docs, scope).toContain(`\`${scope}\``);
});
