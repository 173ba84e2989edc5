import type { Vm } from '../../access/vm.ts';
import type { Answers } from './answers.ts';
import { askAzure } from './ask-azure.ts';
import { askSlack, askTeams } from './ask-chats.ts';
import { askPlace } from './ask-place.ts';
import { askPolicy } from './ask-policy.ts';
import type { Part } from './missing.ts';
import type { Prompts } from './prompts.ts';

interface PartOfSetUp {
  readonly title: string;
  /** What is there, in a line; undefined where there is nothing to ask. */
  about(answers: Answers): string | undefined;
  ask(answers: Answers, prompts: Prompts, first: boolean, vms: readonly Vm[]): Promise<Answers>;
}

/** The parts of the set-up, in the order in which they are asked. */
export const PARTS: Readonly<Record<Part, PartOfSetUp>> = {
  place: {
    title: 'Address, chat apps, cloud and store',
    about: ({ url, cloud, store, teams, slack }) =>
      [
        url ?? 'no address',
        teams && 'Teams',
        slack && 'Slack',
        cloud,
        'redis' in store ? 'Redis' : `folder ${store.folder}`,
      ]
        .filter(Boolean)
        .join(', '),
    ask: askPlace,
  },
  teams: {
    title: 'Microsoft Teams',
    about: ({ teams }) =>
      teams && `app ${teams.appId || 'not there yet'}, ${teams.tenants.join(', ') || 'no tenant yet'}`,
    ask: askTeams,
  },
  slack: {
    title: 'Slack',
    about: ({ slack }) =>
      slack &&
      `${slack.socket ? 'Socket Mode' : 'by HTTP'}, ${slack.botToken ? 'with a token' : 'no token yet'}`,
    ask: askSlack,
  },
  azure: {
    title: 'Azure and Entra',
    about: ({ azure, graph }) =>
      [
        azure.signIn,
        azure.nsg && 'security groups',
        azure.firewall && 'firewalls',
        azure.configure && 'configures',
        graph && 'looks people up',
      ]
        .filter(Boolean)
        .join(', '),
    ask: askAzure,
  },
  policy: {
    title: 'The policy',
    about: ({ policy, policyFile }) => (policy ? `${policyFile}, mode ${policy.mode}` : policyFile),
    ask: (answers, prompts, _first, vms) => askPolicy(answers, prompts, vms),
  },
};
