import { NATIONAL_CLOUDS } from '../../../settings/national-clouds.ts';
import { type Answers, type Secret, vaultOf } from '../answers.ts';
import type { Given } from '../given.ts';
import type { Grant, Page } from './page.ts';

export type GivenAbility = 'open' | 'configure';

/** The roles that an identity of Ajar's needs by these answers, each a file beside the page. */
export const abilitiesOf = ({ azure }: Answers): readonly GivenAbility[] =>
  azure.configure ? ['open', 'configure'] : ['open'];
export const roleFile = (ability: GivenAbility): string => `azure-role-${ability}.json`;

/** Where the roles are given. */
export const scopesOf = ({ azure }: Answers): readonly string[] =>
  (azure.subscriptions.length > 0 ? azure.subscriptions : ['<subscription id>']).map(
    (id) => `/subscriptions/${id}`,
  );

/** What the administrator of Azure does. */
export function azurePage(given: Given): Page {
  const { answers } = given;
  const { teams, azure, cloud } = answers;
  const vaults = vaultsOf(answers);
  return {
    ...{ file: 'azure.md', title: 'For the administrator of Azure' },
    intro: `Everything here is in ${NATIONAL_CLOUDS[cloud].title}${CLI_NAME[cloud]}. Roles take *Owner* or *User Access Administrator* of the subscription.`,
    facts: [
      ...azure.subscriptions.map((id) => ['subscription', id] as const),
      ...(azure.clientId ? [["client id of Ajar's identity", azure.clientId] as const] : []),
      ...(teams && answers.url
        ? [["the bot's messaging endpoint", `${answers.url}/api/messages`] as const]
        : []),
    ],
    grants: [
      ...(azure.signIn === 'ManagedIdentityCredential' && !azure.clientId ? [identity()] : []),
      ...abilitiesOf(answers).map((ability) => role(ability, given)),
      plan(answers),
      ...(teams ? [bot(answers)] : []),
      ...(vaults.length > 0 ? [secrets(vaults, answers)] : []),
    ],
    back:
      azure.signIn === 'ManagedIdentityCredential' && !azure.clientId
        ? ["the identity's client id, if it is user-assigned: `AZURE_CLIENT_ID`"]
        : [],
  };
}

const CLI_NAME = {
  public: '',
  usgov: ' (`az cloud set --name AzureUSGovernment`)',
  china: ' (`az cloud set --name AzureChinaCloud`)',
} as const;

const assignee = ({ azure }: Answers): string => azure.clientId ?? '<client id>';

const identity = (): Grant => ({
  title: 'A managed identity for the machine that runs Ajar',
  why: 'Ajar signs in to Azure as it, without any secret.',
  without: 'Azure gives Ajar no token: nothing is found, opened or closed.',
  how: [
    {
      say: 'Make one, and give it to the VM (or to the container app, `az containerapp identity assign`):',
      run: [
        'az identity create --resource-group <group> --name ajar --query clientId --output tsv',
        'az vm identity assign --resource-group <group> --name <vm> --identities ajar',
      ],
    },
  ],
  undo: [{ say: 'Delete it:', run: ['az identity delete --resource-group <group> --name ajar'] }],
});

const ABOUT: Readonly<Record<GivenAbility, { readonly why: string; readonly without: string }>> = {
  open: {
    why: 'it is all that a running Ajar does in Azure, and no more: seeing VMs, opening ports just in time, and closing them.',
    without: 'nothing is found, opened or closed; each action below says what of it.',
  },
  configure: {
    why: 'Ajar may put VMs under just-in-time access and change how (`AJAR_CONFIGURE=on`). Azure wants the right to change the VM with it, so that an identity of its own is better (`AJAR_CONFIGURE_CLIENT_ID`).',
    without: 'VMs are put under just-in-time access by hand, in Defender for Cloud.',
  },
};

/** What becomes of what is open when the role is taken away, and what to do before. */
const WITHOUT_IT: Readonly<Record<GivenAbility | 'own', string>> = {
  open: 'What is open stays open until Azure ends it, so stop Ajar in order first. ',
  own: 'Have an admin of Ajar close all that is open before, and then stop Ajar: Azure ends what Defender opened, and what Ajar opened by rules of its own nobody would ever close any more (`ajar sweep --once` says what is left, and takes a role of its own). ',
  configure: '',
};

function role(ability: GivenAbility, { answers, features, lists }: Given): Grant {
  const { neededFor, whyOf, LOSSES } = lists;
  const name = `Ajar ${ability}`;
  const scopes = scopesOf(answers);
  const each = (command: (scope: string) => string): readonly string[] => scopes.map(command);
  const options = (scope: string) => `--role "${name}" --assignee ${assignee(answers)} --scope ${scope}`;
  return {
    title: `The role "${name}"`,
    ...ABOUT[ability],
    names: neededFor(ability, features).map((action) => ({
      name: action,
      why: whyOf(action),
      without: LOSSES[action],
    })),
    how: [
      {
        say: `Make the role from the file \`${roleFile(ability)}\` beside this page:`,
        run: [`az role definition create --role-definition @${roleFile(ability)}`],
      },
      {
        say: 'Give it to the identity. It takes some minutes to work:',
        run: each((scope) => `az role assignment create ${options(scope)}`),
      },
    ],
    undo: [
      {
        say: `${WITHOUT_IT[ability === 'open' && (features.nsg || features.firewall) ? 'own' : ability]}Take it from the identity:`,
        run: each((scope) => `az role assignment delete ${options(scope)}`),
      },
      { say: 'Delete the role:', run: [`az role definition delete --name "${name}"`] },
    ],
  };
}

function plan(answers: Answers): Grant {
  const ids = scopesOf(answers).map((scope) => scope.replace('/subscriptions/', ''));
  const own = answers.azure.nsg || answers.azure.firewall;
  return {
    title: 'Defender for Servers Plan 2, and just-in-time access for the VMs',
    why: `just-in-time VM access belongs to that plan, and keeps the ports shut that Ajar opens.${own ? ' What Ajar opens by rules of its own needs no plan.' : ''} It is charged for each VM.`,
    without: own
      ? "nothing is opened through Defender; only rules of Ajar's own are left."
      : 'there is nothing that Ajar could open.',
    how: [
      {
        say: 'Turn it on, here or in Defender for Cloud under *Environment settings*:',
        run: ids.map(
          (id) =>
            `az security pricing create --name VirtualMachines --tier standard --subplan P2 --subscription ${id}`,
        ),
      },
      {
        say: 'Put the VMs under just-in-time access: *Defender for Cloud*, *Workload protections*, *Just-in-time VM access*.',
      },
    ],
    undo: [
      {
        say: 'Turn it off, and look at what just-in-time access has kept shut: it may stand open then:',
        run: ids.map(
          (id) => `az security pricing create --name VirtualMachines --tier free --subscription ${id}`,
        ),
      },
    ],
  };
}

function bot({ teams, url }: Answers): Grant {
  const { appId = '', appType = 'SingleTenant', tenants = [] } = teams ?? {};
  const kind =
    appType === 'SingleTenant'
      ? `--app-type SingleTenant --tenant-id ${tenants[0] ?? '<tenant id>'}`
      : `--app-type UserAssignedMSI --tenant-id ${tenants[0] ?? '<tenant id>'} --msi-resource-id <resource id of the identity>`;
  return {
    title: 'An Azure Bot, with the channel Microsoft Teams',
    why: 'Teams hands over what people write and click through it, signed for this app alone.',
    without: 'Teams does not know the bot: nobody is answered.',
    how: [
      {
        say: 'Make it:',
        run: [
          `az bot create --resource-group <group> --name ajar --appid ${appId || '<app id>'} ${kind} --endpoint ${url ?? 'https://<your host>'}/api/messages`,
        ],
      },
      { say: 'Add the channel:', run: ['az bot msteams create --resource-group <group> --name ajar'] },
    ],
    undo: [
      {
        say: 'Delete it; the app registration is another thing:',
        run: ['az bot delete --resource-group <group> --name ajar'],
      },
    ],
  };
}

function vaultsOf({ teams, slack, azure, store }: Answers): readonly string[] {
  const all: readonly (Secret | undefined)[] = [
    ...[teams?.password, slack?.botToken, slack?.signingSecret, slack?.appToken, azure.clientSecret],
    'redis' in store ? store.redis : undefined,
  ];
  return [...new Set(all.map(vaultOf).filter((vault) => vault !== undefined))];
}

function secrets(vaults: readonly string[], answers: Answers): Grant {
  const options = (vault: string) =>
    `--role "Key Vault Secrets User" --assignee ${assignee(answers)} --scope "$(az keyvault show --name ${vault} --query id --output tsv)"`;
  return {
    title: 'Reading secrets from Key Vault',
    why: `some secrets of Ajar are in ${vaults.join(' and ')}. Whoever has this role reads every secret there, so give Ajar a vault of its own.`,
    without: 'Ajar does not start, and names the secret that it could not read.',
    names: [{ name: 'Key Vault Secrets User', why: 'read the secrets', without: 'Ajar does not start' }],
    how: [
      { say: 'Give the role:', run: vaults.map((vault) => `az role assignment create ${options(vault)}`) },
    ],
    undo: [
      { say: 'Take it away:', run: vaults.map((vault) => `az role assignment delete ${options(vault)}`) },
    ],
  };
}
