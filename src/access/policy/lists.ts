import type { Person } from '../person.ts';
import { DEFAULTS } from './defaults.ts';
import { isGuid } from './match.ts';
import type { Policy } from './policy.ts';

/**
 * The policy of an Ajar without a policy file: the people of AJAR_REQUESTERS may ask for any VM, one of AJAR_APPROVERS has to
 * approve. With either empty, or with an entry that is no Entra object id, every wish is refused with what to set.
 */
export function policyOfLists(
  requesters: readonly string[],
  approvers: readonly string[],
  admins: readonly string[],
  hash: (text: string) => string,
): Policy {
  const lists = {
    AJAR_REQUESTERS: ids(requesters),
    AJAR_APPROVERS: ids(approvers),
    AJAR_ADMINS: ids(admins),
  };
  const { AJAR_REQUESTERS, AJAR_APPROVERS, AJAR_ADMINS } = lists;
  const closed = unfit(lists);
  return {
    hash: hash(JSON.stringify(lists)),
    groups: { AJAR_REQUESTERS: people(AJAR_REQUESTERS), AJAR_APPROVERS: people(AJAR_APPROVERS) },
    networks: {},
    admins: people(AJAR_ADMINS),
    auditors: [],
    rules: [
      {
        id: 'without-policy-file',
        match: { tags: [], requesters: ['AJAR_REQUESTERS'] },
        approvals: [{ count: 1, group: 'AJAR_APPROVERS' }],
        ...{ autoApprove: false, anywhere: false, freeExtensions: 0 },
        pendingMs: DEFAULTS.pendingMs,
        routes: { ask: [], tell: [] },
      },
    ],
    defaults: DEFAULTS,
    ...(closed === undefined ? {} : { closed }),
  };
}

const ids = (list: readonly string[]): readonly string[] => [
  ...new Set(list.map((id) => id.trim().toLowerCase())),
];

const people = (list: readonly string[]): readonly Person[] => list.map((id) => ({ id, name: id }));

function unfit(lists: Readonly<Record<string, readonly string[]>>): string | undefined {
  for (const [name, list] of Object.entries(lists)) {
    const wrong = list.find((id) => !isGuid(id));
    if (wrong !== undefined)
      return `${name} holds "${wrong}", which is no Entra object id. Set ${name} to object ids, separated by commas.`;
    if (list.length > 0 || name === 'AJAR_ADMINS') continue;
    return `${WITHOUT[name]} Set ${name} to their Entra object ids, separated by commas, or set AJAR_POLICY to a policy file.`;
  }
  return undefined;
}

const WITHOUT: Readonly<Record<string, string>> = {
  AJAR_REQUESTERS:
    'Nobody may ask for anything yet, since there is no policy file and AJAR_REQUESTERS is empty.',
  AJAR_APPROVERS:
    'Nobody could approve anything yet, since there is no policy file and AJAR_APPROVERS is empty.',
};
