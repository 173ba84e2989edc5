import { NATIONAL_CLOUDS } from '../../../settings/national-clouds.ts';
import type { Answers } from '../answers.ts';
import type { Given } from '../given.ts';
import type { Lists } from '../lists.ts';
import type { Grant, Page, Step } from './page.ts';

/** What the administrator of Entra does; nothing where no answer needs it. */
export function entraPage({ answers, lists }: Given): Page | undefined {
  const { teams, azure, graph } = answers;
  const grants = [
    ...(teams?.appType === 'SingleTenant' ? [botApp(teams.appId)] : []),
    ...(azure.signIn === 'EnvironmentCredential' && azure.clientId !== (teams?.appId || undefined)
      ? [azureApp(azure.clientId)]
      : []),
    ...(azure.signIn === 'WorkloadIdentityCredential' ? [federation(azure.clientId)] : []),
    ...(graph ? [lookUps(answers, lists)] : []),
  ];
  if (grants.length === 0) return undefined;
  return {
    ...{ file: 'entra.md', title: 'For the administrator of Entra' },
    intro:
      'The role *Application Administrator* is enough, but for permissions of Microsoft Graph, which take *Privileged Role Administrator*.',
    facts: [
      ...(teams?.tenants[0] ? [['tenant', teams.tenants[0]] as const] : []),
      ...(teams?.appId ? [["the bot's app id", teams.appId] as const] : []),
      ...(azure.clientId ? [["client id of Ajar's identity in Azure", azure.clientId] as const] : []),
    ],
    grants,
    back: backOf(answers),
  };
}

function backOf({ teams, azure }: Answers): readonly string[] {
  return [
    ...(teams?.appType === 'SingleTenant'
      ? [
          ...(teams.appId ? [] : ["the bot's application (client) id"]),
          ...(teams.password ? [] : ['the secret of the bot, on a safe way: `TEAMS_APP_PASSWORD`']),
        ]
      : []),
    ...(azure.signIn === 'EnvironmentCredential' && !azure.clientSecret
      ? [
          "client id, tenant id and secret of Ajar's identity in Azure, on a safe way: `AZURE_CLIENT_ID`, `AZURE_TENANT_ID`, `AZURE_CLIENT_SECRET`",
        ]
      : []),
  ];
}

function botApp(appId: string): Grant {
  const id = appId || '<app id>';
  return {
    title: 'An app registration for the bot, with a secret',
    why: 'the bot signs in to Teams as this app, of this tenant alone. It needs no API permission and no redirect address.',
    without: 'Teams gives the bot no token: nobody is answered.',
    how: [...(appId ? [] : registration('Ajar')), secretFor(id, 'Ajar bot')],
    undo: removal(id),
  };
}

function azureApp(clientId: string | undefined): Grant {
  const id = clientId ?? '<client id>';
  return {
    title: "An app registration for Ajar's identity in Azure, with a secret",
    why: 'Ajar runs where there is no managed identity, and signs in to Azure as this app. What it may do there, the Azure administrator says.',
    without: 'Azure gives Ajar no token: nothing is found, opened or closed.',
    how: [...(clientId ? [] : registration('Ajar in Azure')), secretFor(id, 'Ajar in Azure')],
    undo: removal(id),
  };
}

function federation(clientId: string | undefined): Grant {
  const id = clientId ?? '<client id>';
  const credential = {
    ...{
      name: 'ajar',
      issuer: '<issuer of the cluster>',
      subject: 'system:serviceaccount:<namespace>:<service account>',
    },
    audiences: ['api://AzureADTokenExchange'],
  };
  return {
    title: 'A federated credential for Ajar in its cluster',
    why: 'the cluster vouches for Ajar, so that there is no secret. For a managed identity in the place of an app, `az identity federated-credential create` does the same.',
    without: 'Azure gives Ajar no token: nothing is found, opened or closed.',
    how: [
      ...(clientId ? [] : registration('Ajar in Azure')),
      {
        say: 'Name the cluster and the service account:',
        run: [
          `az ad app federated-credential create --id ${id} --parameters '${JSON.stringify(credential)}'`,
        ],
      },
    ],
    undo: [
      {
        say: 'Take the credential away:',
        run: [`az ad app federated-credential delete --id ${id} --federated-credential-id ajar`],
      },
    ],
  };
}

function lookUps({ cloud, azure }: Answers, { LOOK_UP_RIGHTS }: Lists): Grant {
  const names = Object.entries(LOOK_UP_RIGHTS).map(([name, right]) => ({ name, ...right }));
  const url = `${NATIONAL_CLOUDS[cloud].graph}/v1.0/servicePrincipals/$ajar/appRoleAssignments`;
  const own = `ajar=$(az ad sp show --id ${azure.clientId ?? '<client id>'} --query id --output tsv)`;
  return {
    title: 'Application permissions of Microsoft Graph',
    why: "Ajar looks up who is in the policy's groups and who has left (`AJAR_GRAPH=on`). Both only read; an assignment like this is the admin consent.",
    without:
      'whoever has to be in a looked-up group can neither ask nor approve: "cannot tell" is a refusal.',
    names,
    how: [
      {
        say: 'In Azure Cloud Shell, or wherever `az` is signed in:',
        run: [
          own,
          ...assignments(
            names.map(({ name }) => name),
            url,
          ),
        ],
      },
    ],
    undo: [
      {
        say: 'Find the assignments:',
        run: [
          own,
          `az rest --method GET --url "${url}" --query "value[].{id:id, of:resourceDisplayName, role:appRoleId}"`,
        ],
      },
      { say: 'Delete each of Microsoft Graph:', run: [`az rest --method DELETE --url "${url}/<id>"`] },
    ],
  };
}

/** Microsoft Graph's own app id, the same in every tenant. https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
const GRAPH = '00000003-0000-0000-c000-000000000000';

const assignments = (rights: readonly string[], url: string): readonly string[] => [
  `graph=$(az ad sp show --id ${GRAPH} --query id --output tsv)`,
  `for right in ${rights.join(' ')}; do`,
  `  role=$(az ad sp show --id ${GRAPH} --query "appRoles[?value=='$right'].id | [0]" --output tsv)`,
  `  az rest --method POST --url "${url}" --headers Content-Type=application/json \\`,
  '    --body "{\\"principalId\\":\\"$ajar\\",\\"resourceId\\":\\"$graph\\",\\"appRoleId\\":\\"$role\\"}"',
  'done',
];

const registration = (name: string): readonly Step[] => [
  {
    say: 'Register it, for this tenant alone; the first command prints the id that the others take:',
    run: [
      `az ad app create --display-name "${name}" --sign-in-audience AzureADMyOrg --query appId --output tsv`,
      `az ad sp create --id ${name === 'Ajar' ? '<app id>' : '<client id>'}`,
    ],
  },
];

const secretFor = (id: string, name: string): Step => ({
  say: 'Make a secret. It is printed once; note when it ends:',
  run: [
    `az ad app credential reset --id ${id} --append --display-name "${name}" --years 1 --query password --output tsv`,
  ],
});

const removal = (id: string): readonly Step[] => [
  {
    say: 'A secret alone:',
    run: [
      `az ad app credential list --id ${id} --query "[].{key:keyId, name:displayName}"`,
      `az ad app credential delete --id ${id} --key-id <key id>`,
    ],
  },
  { say: 'All of it:', run: [`az ad app delete --id ${id}`] },
];
