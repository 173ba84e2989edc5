import { teamsManifest } from '../../manifest.ts';
import type { Given } from '../given.ts';
import type { Grant, Named, Page } from './page.ts';

export const TEAMS_ZIP = 'ajar-teams.zip';

/** What the app package asks for, each with its meaning; a test holds the manifest to it. */
export const TEAMS_RIGHTS: Readonly<Record<string, Omit<Named, 'name'>>> = {
  identity: {
    why: 'learn who is talking, by their Entra object id',
    without: 'nobody is known, and everybody is refused',
  },
  messageTeamMembers: {
    why: 'write to a person alone',
    without: 'approvers without a channel are not asked',
  },
  personal: { why: 'talk with one person', without: 'nobody can ask in private, and nobody is warned' },
  team: { why: 'talk in channels', without: 'routes to channels fall back to each approver alone' },
  groupChat: { why: 'talk in group chats', without: 'Ajar does not answer in group chats' },
};

interface Asked {
  readonly permissions: readonly string[];
  readonly bots: readonly { readonly scopes: readonly string[] }[];
}

/** What the administrator of Teams does; nothing where Teams is not wanted. */
export function teamsPage({ answers: { teams, policy } }: Given): Page | undefined {
  if (!teams) return undefined;
  const { appId } = teams;
  const channels = [...(policy?.ask ?? []), ...(policy?.tell ?? [])].filter((route) =>
    route.startsWith('teams:'),
  );
  return {
    ...{ file: 'teams.md', title: 'For the administrator of Teams' },
    intro: `The role *Teams Administrator* is enough. The package \`${TEAMS_ZIP}\` is beside this page.`,
    facts: appId ? [['app id', appId]] : [],
    grants: [appPackage(appId), installation(), places(channels)],
    back: [],
  };
}

function appPackage(appId: string): Grant {
  const { permissions, bots } = teamsManifest({ appId, domain: '' }) as Asked;
  const names = [...permissions, ...bots.flatMap(({ scopes }) => scopes)];
  return {
    title: 'The app, in the catalogue of your organisation',
    why: 'it tells Teams of the bot. It asks for nothing but to talk, and to offer a file to one person: it reads no channel, no file and nothing of Microsoft Graph.',
    without: 'nobody finds Ajar in Teams.',
    names: names.map((name) => ({
      name,
      ...(TEAMS_RIGHTS[name] ?? { why: 'talk', without: 'Ajar is not heard' }),
    })),
    how: [
      {
        say: `In the Teams admin center: *Teams apps*, *Manage apps*, *Actions*, *Upload new app*, \`${TEAMS_ZIP}\`. Or in PowerShell:`,
        run: ['Connect-MicrosoftTeams', `New-TeamsApp -DistributionMethod organization -Path ${TEAMS_ZIP}`],
      },
      { say: 'There, under *Users and groups* of the app, make it available to whoever asks and approves.' },
    ],
    undo: [
      {
        say: 'Delete the app; cards that were shown stay where they are, without a bot behind them:',
        run: [
          `Get-TeamsApp -ExternalId ${appId || '<app id>'} | ForEach-Object { Remove-TeamsApp -Id $_.Id }`,
        ],
      },
    ],
  };
}

const installation = (): Grant => ({
  title: 'Installed for the people who approve and ask',
  why: 'Teams lets a bot write to a person alone only where its app is installed for them.',
  without:
    'an approver who is asked in private hears nothing; `ajar doctor` and the log name who could not be reached.',
  how: [
    {
      say: 'In the Teams admin center: *Teams apps*, *Setup policies*, a policy of these people, *Installed apps*, add *Ajar*. It takes up to a day to reach everybody.',
    },
  ],
  undo: [{ say: 'Take *Ajar* out of the setup policy; whoever has it can uninstall it themselves.' }],
});

const places = (channels: readonly string[]): Grant => ({
  title: 'Added to the teams whose channels are asked or told',
  why:
    channels.length > 0
      ? `the policy names ${channels.map((each) => `\`${each.replace('teams:', '')}\``).join(', ')}. The owner of the team can do it as well.`
      : 'as soon as the policy names a channel. Now it asks each approver alone, so there is nothing to do yet.',
  without: 'cards for a channel go to each approver alone.',
  how: [
    {
      say: 'In the team: *Manage team*, *Apps*, *Get more apps*, *Ajar*, *Add*. In a private channel allow it there as well.',
    },
    { say: 'Write `@Ajar help` in the channel once, so that Ajar knows where to send.' },
  ],
  undo: [{ say: 'In the team: *Manage team*, *Apps*, *Ajar*, *Remove*.' }],
});
