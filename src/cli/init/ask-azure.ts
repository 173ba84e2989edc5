import { isGuid } from '../../access/guid.ts';
import { type Answers, IDENTITIES } from './answers.ts';
import { askSecret, withSecret } from './ask-secret.ts';
import { faultIn } from './examine.ts';
import type { Prompts } from './prompts.ts';

const NAMES: Readonly<Record<(typeof IDENTITIES)[number], string>> = {
  ManagedIdentityCredential: 'a managed identity of the machine that it runs on',
  WorkloadIdentityCredential: 'workload identity, in Kubernetes',
  EnvironmentCredential: 'an app registration with a secret',
  AzureCliCredential: '"az login" of whoever starts it, for trying out',
};

/** As whom Ajar is in Azure, where, and what it may open with. */
export async function askAzure(answers: Answers, prompts: Prompts, first: boolean): Promise<Answers> {
  const { azure } = answers;
  prompts.say('\nAzure (docs/azure.md).');
  const signIn = await askSignIn(azure.signIn, prompts, first);
  const identity = await askIdentity({ ...azure, signIn }, answers, prompts);
  const subscriptions = await prompts.text({
    message: 'Only these subscriptions, by id, with commas (empty for all that it may read):',
    known: azure.subscriptions.join(', '),
    judge: (text) => faultIn('AJAR_AZURE_SUBSCRIPTIONS', text),
  });
  const yes = (message: string, before: boolean) =>
    prompts.yes({ message, ...(first ? { usual: before } : { known: before }) });
  return {
    ...answers,
    azure: {
      ...{ ...identity, signIn, subscriptions: subscriptions.split(/[\s,]+/).filter(Boolean) },
      nsg: await yes(
        'Shall it open ports that Defender does not keep, by rules in security groups?',
        azure.nsg,
      ),
      firewall: await yes(
        'Are there VMs behind an Azure Firewall with a firewall policy that it shall open?',
        azure.firewall,
      ),
      configure: await yes(
        'Shall it put VMs under just-in-time access as well? (It takes the right to change VMs.)',
        azure.configure,
      ),
    },
    graph: await yes(
      'Shall it look people and groups up in Entra? (It takes two permissions to read them.)',
      answers.graph,
    ),
  };
}

function askSignIn(known: string, prompts: Prompts, first: boolean): Promise<string> {
  const others = IDENTITIES.some((name) => name === known)
    ? []
    : [{ value: known, name: `as it is: ${known}` }];
  return prompts.choose<string>({
    message: 'As what does it sign in to Azure?',
    choices: [...IDENTITIES.map((value) => ({ value, name: NAMES[value] })), ...others],
    ...(first ? { usual: known } : { known }),
  });
}

async function askIdentity(
  azure: Answers['azure'],
  { teams }: Answers,
  prompts: Prompts,
): Promise<Pick<Answers['azure'], 'clientId' | 'tenantId' | 'clientSecret'>> {
  const { signIn, clientId, tenantId, clientSecret } = azure;
  if (signIn === 'AzureCliCredential') return {};
  const ask = (message: string, known: string | undefined, usual = '') =>
    prompts.text({
      message,
      known,
      usual,
      judge: (text) => (text === '' || isGuid(text) ? undefined : 'Write a GUID.'),
    });
  const id = await ask(
    signIn === 'ManagedIdentityCredential'
      ? 'Its client id, if it is user-assigned (else empty):'
      : 'Its application (client) id:',
    clientId,
  );
  if (signIn !== 'EnvironmentCredential')
    return id === '' ? {} : { clientId: id, ...(tenantId && { tenantId }) };
  const tenant = await ask('The id of its tenant:', tenantId, teams?.tenants[0]);
  const secret = await askSecret(prompts, 'AZURE_CLIENT_SECRET', 'Its client secret', clientSecret);
  return {
    ...(id && { clientId: id }),
    ...(tenant && { tenantId: tenant }),
    ...withSecret('clientSecret', secret),
  };
}
