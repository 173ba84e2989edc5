import type { Answers } from './answers.ts';
import { askSecret, withSecret } from './ask-secret.ts';
import { faultIn } from './examine.ts';
import type { Prompts } from './prompts.ts';

/** GUIDs, of which nobody's is meant: to judge one setting, those that go with it have to be right. */
const SOMEBODY = '11111111-2222-4333-8444-555555555555';
const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export async function askTeams(answers: Answers, prompts: Prompts, first: boolean): Promise<Answers> {
  const { teams } = answers;
  if (!teams) return answers;
  prompts.say(
    '\nMicrosoft Teams (docs/teams.md). What is not there yet may stay empty: the pages for administrators say how to make it.',
  );
  const appType = await prompts.choose({
    message: 'As what does the bot sign in?',
    choices: [
      { value: 'SingleTenant', name: 'an app registration with a secret' },
      { value: 'UserAssignedMSI', name: 'a user-assigned managed identity (no secret)' },
    ],
    ...(first ? { usual: teams.appType } : { known: teams.appType }),
  });
  const appId = await prompts.text({
    message: appType === 'SingleTenant' ? 'Its application (client) id:' : "The identity's client id:",
    known: teams.appId,
    judge: (text) => (text === '' ? undefined : faultIn('TEAMS_APP_ID', text)),
  });
  const tenants = await prompts.text({
    message: 'The tenants whose people may use it, with commas; the first is its own:',
    known: teams.tenants.join(', '),
    judge: (text) => (text === '' ? undefined : faultIn('TEAMS_TENANT_ID', text, { TEAMS_APP_ID: SOMEBODY })),
  });
  const password =
    appType === 'SingleTenant'
      ? await askSecret(prompts, 'TEAMS_APP_PASSWORD', 'Its client secret', teams.password)
      : undefined;
  return {
    ...answers,
    teams: {
      appId: appId.toLowerCase(),
      appType,
      tenants: listOf(tenants.toLowerCase()),
      ...withSecret('password', password),
    },
  };
}

const ANY_SECRET = { SLACK_SIGNING_SECRET: '0'.repeat(32) };

export async function askSlack(answers: Answers, prompts: Prompts, first: boolean): Promise<Answers> {
  const { slack } = answers;
  if (!slack) return answers;
  prompts.say(
    '\nSlack (docs/slack.md). Tokens come once the app is made from the manifest that this writes: leave them empty until then.',
  );
  const way = slack.socket ? 'socket' : 'http';
  const how = await prompts.choose({
    message: 'How do Slack and Ajar reach each other?',
    choices: [
      { value: 'http', name: 'Slack calls the https address (better where you can)' },
      { value: 'socket', name: 'Ajar calls Slack (Socket Mode: no public address)' },
    ],
    ...(first ? { usual: way } : { known: way }),
  });
  const history = await prompts.yes({
    message:
      'May it read channels that it is in, so that a card whose posting was not answered is not posted twice?',
    ...(first ? { usual: false } : { known: slack.history }),
  });
  const botToken = await askSecret(
    prompts,
    'SLACK_BOT_TOKEN',
    'The bot token (xoxb-…)',
    slack.botToken,
    ANY_SECRET,
  );
  const socket = how === 'socket';
  const signingSecret = socket
    ? undefined
    : await askSecret(prompts, 'SLACK_SIGNING_SECRET', 'The signing secret', slack.signingSecret, {
        SLACK_BOT_TOKEN: 'xoxb-1',
      });
  const appToken = socket
    ? await askSecret(prompts, 'SLACK_APP_TOKEN', 'The app-level token (xapp-…)', slack.appToken, {
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SOCKET_MODE: 'on',
      })
    : undefined;
  return {
    ...answers,
    slack: {
      ...{ socket, history, ...withSecret('botToken', botToken) },
      ...{ ...withSecret('signingSecret', signingSecret), ...withSecret('appToken', appToken) },
    },
  };
}
