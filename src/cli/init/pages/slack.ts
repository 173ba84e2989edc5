import type { Answers } from '../answers.ts';
import type { Given } from '../given.ts';
import type { Grant, Named, Page } from './page.ts';

export const SLACK_MANIFEST = 'ajar-slack.json';

type Slack = NonNullable<Answers['slack']>;

/** What an administrator of Slack does; nothing where Slack is not wanted. */
export function slackPage({ answers: { slack, policy, url, cloud }, lists }: Given): Page | undefined {
  if (!slack) return undefined;
  const site = cloud === 'usgov' ? 'api.slack-gov.com/apps' : 'api.slack.com/apps';
  const names = lists.neededScopes(slack.history).map((name) => ({ name, ...lists.scopeOf(name) }));
  const channels = [...(policy?.ask ?? []), ...(policy?.tell ?? [])].filter((route) =>
    route.startsWith('slack:'),
  );
  return {
    ...{ file: 'slack.md', title: 'For the administrator of Slack' },
    intro: `Everything here is at [${site}](https://${site}). The manifest \`${SLACK_MANIFEST}\` is beside this page.`,
    facts: slack.socket || !url ? [] : [['the one address that Slack calls', `${url}/slack/events`]],
    grants: [
      app(names, slack),
      ...(slack.socket ? [socket(lists.SOCKET_SCOPE)] : [address()]),
      places(channels),
    ],
    back: backOf(slack),
  };
}

const backOf = ({ socket, botToken, signingSecret, appToken }: Slack): readonly string[] => [
  ...(botToken
    ? []
    : ['the bot token (*OAuth & Permissions*, it begins with `xoxb-`), on a safe way: `SLACK_BOT_TOKEN`']),
  ...(socket || signingSecret
    ? []
    : ['the signing secret (*Basic Information*), on a safe way: `SLACK_SIGNING_SECRET`']),
  ...(!socket || appToken
    ? []
    : ['the app-level token (it begins with `xapp-`), on a safe way: `SLACK_APP_TOKEN`']),
];

const app = (names: readonly Named[], { socket }: Slack): Grant => ({
  title: 'The app, installed in the workspace',
  why: 'Ajar asks, answers and tells people as its bot. It cannot read what people write in channels, nor post into one that it was not invited to.',
  without: 'nobody can ask or approve in Slack.',
  names,
  how: [
    { say: `*Create New App*, *From a manifest*, the workspace, and paste \`${SLACK_MANIFEST}\`.` },
    {
      say: `*Install to Workspace*, and allow what the table says.${socket ? '' : ' An app that is there already takes a changed manifest under *App Manifest*, and has to be installed anew when its scopes changed.'}`,
    },
  ],
  undo: [
    { say: 'To take its rights for now: *OAuth & Permissions*, *Revoke Tokens*.' },
    {
      say: 'To remove it: *Basic Information*, *Delete App*. Cards that were shown stay, without a bot behind them.',
    },
  ],
});

const socket = (scope: string): Grant => ({
  title: 'An app-level token, for Socket Mode',
  why: 'Slack cannot reach Ajar, so Ajar reaches Slack.',
  without: 'Ajar hears nothing, and does not start.',
  names: [{ name: scope, why: 'hear what people write and click', without: 'Ajar hears nothing' }],
  how: [{ say: `*Basic Information*, *App-Level Tokens*, *Generate*, with the scope \`${scope}\`.` }],
  undo: [{ say: 'There, *Revoke* the token.' }],
});

const address = (): Grant => ({
  title: 'The address, verified',
  why: 'Slack calls Ajar at it, and asks once whether it is really there.',
  without: 'Ajar can write and hears nothing.',
  how: [
    {
      say: 'Once Ajar runs with the token and the signing secret: *Event Subscriptions*, *Retry* beside the address.',
    },
  ],
  undo: [{ say: '*Event Subscriptions*, off.' }],
});

const places = (channels: readonly string[]): Grant => ({
  title: 'Invited to the channels that are asked or told',
  why:
    channels.length > 0
      ? `the policy names ${channels.map((each) => `\`${each.replace('slack:', '')}\``).join(', ')}. Whoever is in the channel can do it.`
      : 'as soon as the policy names a channel. Now it asks each approver alone, so there is nothing to do yet.',
  without:
    'cards for the channel go to each approver alone. So they do where a channel is shared with another organisation.',
  how: [{ say: 'In the channel: `/invite @Ajar`.' }],
  undo: [{ say: 'In the channel: `/remove @Ajar`.' }],
});
