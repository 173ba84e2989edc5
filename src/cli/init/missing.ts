import type { Answers } from './answers.ts';

export type Part = 'place' | 'teams' | 'slack' | 'azure' | 'policy';

/** Something without which Ajar does not run, and where it comes from. */
export interface Missing {
  readonly part: Part;
  readonly what: string;
  readonly from: string;
}

/** What still has to be answered once others have done their share. */
export function missingOf(
  { teams, slack, azure, url, policy }: Answers,
  hasPolicy: boolean,
): readonly Missing[] {
  const is = (there: unknown, part: Missing['part'], what: string, from: string): readonly Missing[] =>
    there ? [] : [{ part, what, from }];
  const needsUrl = teams !== undefined || (slack !== undefined && !slack.socket);
  return [
    ...(needsUrl ? is(url, 'place', 'AJAR_PUBLIC_URL', 'the https address of your proxy') : []),
    ...(teams
      ? is(teams.appId, 'teams', 'TEAMS_APP_ID', 'entra.md, or the managed identity of the bot')
      : []),
    ...(teams ? is(teams.tenants.length > 0, 'teams', 'TEAMS_TENANT_ID', 'Entra, Overview') : []),
    ...(teams?.appType === 'SingleTenant'
      ? is(teams.password, 'teams', 'TEAMS_APP_PASSWORD', 'entra.md')
      : []),
    ...(slack ? is(slack.botToken, 'slack', 'SLACK_BOT_TOKEN', 'slack.md') : []),
    ...(slack && !slack.socket ? is(slack.signingSecret, 'slack', 'SLACK_SIGNING_SECRET', 'slack.md') : []),
    ...(slack?.socket ? is(slack.appToken, 'slack', 'SLACK_APP_TOKEN', 'slack.md') : []),
    ...(azure.signIn === 'EnvironmentCredential' ? appOfAzure(azure) : []),
    ...is(policy ?? hasPolicy, 'policy', 'the policy', 'the questions of "ajar init", or docs/policy.md'),
  ];
}

const appOfAzure = ({ tenantId, clientId, clientSecret }: Answers['azure']): readonly Missing[] =>
  Object.entries({
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: clientId,
    AZURE_CLIENT_SECRET: clientSecret,
  }).flatMap(([what, value]) => (value ? [] : [{ part: 'azure' as const, what, from: 'entra.md' }]));
