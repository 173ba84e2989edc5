import { type Answers, noAnswers, POLICY_ANSWERS } from '../../../src/cli/init/answers.ts';
import type { Given } from '../../../src/cli/init/given.ts';
import { loadLists } from '../../../src/cli/init/lists.ts';

export const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';
export const TENANT = '22222222-2222-4222-8222-222222222222';
export const SUBSCRIPTION = '11111111-2222-4333-8444-555555555555';

/** Everything that can be asked, answered. */
export const FULL: Answers = {
  ...noAnswers(),
  ...{ url: 'https://ajar.contoso.example', zone: 'Europe/Berlin', graph: true },
  teams: { appId: ID, appType: 'SingleTenant', tenants: [TENANT], password: { value: 'word of a bot' } },
  slack: {
    ...{ socket: false, history: false, botToken: { value: 'xoxb-1' } },
    signingSecret: { value: '0123456789abcdef0123456789abcdef' },
  },
  azure: { ...noAnswers().azure, clientId: ID, subscriptions: [SUBSCRIPTION] },
  policy: POLICY_ANSWERS.parse({
    ...{ requesters: { entra: ID }, approvers: { people: [TENANT] }, vms: { tags: { env: 'prod' } } },
    ...{ ports: ['22/tcp'], ask: ['slack:C0123456789'], tell: ['teams:19:on-call@thread.tacv2'] },
  }),
};

export const givenOf = async (
  more: Partial<Answers> = {},
  features: Given['features'] = {},
): Promise<Given> => ({
  ...{ answers: { ...FULL, ...more }, features, lists: await loadLists() },
});
