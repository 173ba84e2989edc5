import { stringify } from 'yaml';
import { teamsPackage } from '../manifest.ts';
import { slackManifest } from '../manifest-slack.ts';
import { type Answers, POLICY_ANSWERS } from './answers.ts';
import { setInEnv } from './env-text.ts';
import type { Given } from './given.ts';
import { abilitiesOf, azurePage, roleFile, scopesOf } from './pages/azure.ts';
import { entraPage } from './pages/entra.ts';
import { renderPage } from './pages/page.ts';
import { SLACK_MANIFEST, slackPage } from './pages/slack.ts';
import { TEAMS_ZIP, teamsPage } from './pages/teams.ts';
import { policyText } from './policy-text.ts';
import { changedIn, valuesOf } from './values.ts';

/** Where everything goes that is for others. */
export const FOLDER = 'ajar-setup';
export const LAST = `${FOLDER}/answers.yaml`;

/** One file of the set-up, by its path from the working folder. */
export interface Made {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** What is in it, in words. */
  readonly about: string;
  /** Somebody may have changed it by hand: it is never written over without being asked. */
  readonly theirs?: true;
  /** Readable by its owner alone. */
  readonly secret?: true;
}

/** Every file that follows from the answers. `env` is what is in `.env`, or where there is none the example of it. */
export function filesOf(given: Given, env: string): readonly Made[] {
  const { answers } = given;
  return [
    envFile(answers, env),
    ...(answers.policy
      ? [
          {
            path: answers.policyFile,
            content: policyText(answers.policy, answers.policyFile),
            about: 'the policy',
            theirs: true,
          } as const,
        ]
      : []),
    ...packages(answers),
    ...abilitiesOf(answers).map((ability) => roleOf(ability, given)),
    ...pagesOf(given),
    {
      path: LAST,
      content: lastText(answers),
      about: 'what was answered, without secrets: the next run begins with it',
    },
  ];
}

const envFile = (answers: Answers, env: string): Made => ({
  ...{ path: '.env', content: setInEnv(env, changedIn(env, valuesOf(answers))), about: 'the settings' },
  ...{ theirs: true, secret: true },
});

/** What Teams and Slack take, with this installation's own ids. Without an app id there is no package: Teams would take a wrong one. */
function packages({ teams, slack, url }: Answers): readonly Made[] {
  const domain = url === undefined ? undefined : new URL(url).hostname;
  const zip = teams?.appId && domain ? teamsPackage({ appId: teams.appId, domain }) : undefined;
  const app = slack?.socket ? {} : url === undefined ? undefined : { url };
  return [
    ...(zip ? [{ path: `${FOLDER}/${TEAMS_ZIP}`, content: zip, about: 'the app package for Teams' }] : []),
    ...(slack && app
      ? [
          {
            path: `${FOLDER}/${SLACK_MANIFEST}`,
            content: json(slackManifest({ ...app, history: slack.history })),
            about: 'the app manifest for Slack',
          },
        ]
      : []),
  ];
}

const roleOf = (ability: 'open' | 'configure', { answers, features, lists }: Given): Made => ({
  path: `${FOLDER}/${roleFile(ability)}`,
  content: json(lists.roleFor(ability, scopesOf(answers), features)),
  about: `the role "Ajar ${ability}" for Azure`,
});

export const pagesOf = (given: Given): readonly Made[] =>
  [entraPage(given), azurePage(given), teamsPage(given), slackPage(given)]
    .filter((page) => page !== undefined)
    .map((page) => ({
      path: `${FOLDER}/${page.file}`,
      content: renderPage(page),
      about: page.title.replace('For', 'a page for'),
    }));

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Nothing secret is kept twice: of a secret not even where it is. Always in one order, so that the same is the same. */
function lastText({
  cloud,
  url,
  zone,
  teams,
  slack,
  azure,
  graph,
  store,
  policyFile,
  policy,
}: Answers): string {
  const { signIn, clientId, tenantId, subscriptions, nsg, firewall, configure } = azure;
  const kept = {
    ...{ cloud, url, zone },
    teams: teams && { appId: teams.appId, appType: teams.appType, tenants: teams.tenants },
    slack: slack && { socket: slack.socket, history: slack.history },
    azure: { signIn, clientId, tenantId, subscriptions, nsg, firewall, configure },
    graph,
    store: 'folder' in store ? store : undefined,
    ...{ policyFile, policy: policy && POLICY_ANSWERS.parse(policy) },
  };
  return `# Written by "ajar init", for its next run. It holds no secret.\n${stringify(kept, { lineWidth: 0 })}`;
}
