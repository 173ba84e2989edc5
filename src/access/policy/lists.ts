import { isGuid } from '../guid.ts';
import type { Person } from '../person.ts';
import { DEFAULTS, SETUP } from './defaults.ts';
import { OPEN } from './mode.ts';
import type { Policy } from './policy.ts';

/** One value for each of the lists that stand in for a policy file. */
export interface Lists<T> {
  readonly requesters: T;
  readonly approvers: T;
  readonly admins: T;
}

/** How whoever runs Ajar calls the lists, and the setting that names a policy file: for sentences, and as names of groups. */
export type ListNames = Lists<string> & { readonly file: string };

/**
 * The policy of an Ajar without a policy file: the requesters may ask for any VM, one of the approvers has to approve.
 * With either list empty, or with an entry that is no Entra object id, every wish is refused with what to set.
 */
export function policyOfLists(
  given: Lists<readonly string[]>,
  names: ListNames,
  hash: (text: string) => string,
): Policy {
  const { requesters, approvers, admins } = given;
  const lists = { requesters: ids(requesters), approvers: ids(approvers), admins: ids(admins) };
  const closed = unfit(lists, names);
  return {
    hash: hash(JSON.stringify(lists)),
    groups: { [names.requesters]: people(lists.requesters), [names.approvers]: people(lists.approvers) },
    networks: {},
    admins: people(lists.admins),
    ...{ auditors: [], onCall: [], emails: [], accounts: [] },
    rules: [
      {
        id: 'without-policy-file',
        match: { tags: [], requesters: [names.requesters] },
        approvals: [{ count: 1, group: names.approvers }],
        ...{ autoApprove: false, anywhere: false, freeExtensions: 0 },
        pendingMs: DEFAULTS.pendingMs,
        routes: { ask: [], tell: [] },
      },
    ],
    ...{ defaults: DEFAULTS, setup: SETUP, mode: OPEN, widened: 'close' },
    ...(closed === undefined ? {} : { closed }),
  };
}

const ids = (list: readonly string[]): readonly string[] => [
  ...new Set(list.map((id) => id.trim().toLowerCase())),
];

const people = (list: readonly string[]): readonly Person[] => list.map((id) => ({ id, name: id }));

/** Only the admins may be nobody. */
function unfit(lists: Lists<readonly string[]>, names: ListNames): string | undefined {
  for (const list of ['requesters', 'approvers', 'admins'] as const) {
    const name = names[list];
    const wrong = lists[list].find((id) => !isGuid(id));
    if (wrong !== undefined)
      return `${name} holds "${wrong}", which is no Entra object id. Set ${name} to object ids, separated by commas.`;
    if (lists[list].length > 0 || list === 'admins') continue;
    return `${WITHOUT[list]}, since there is no policy file and ${name} is empty. Set ${name} to their Entra object ids, separated by commas, or set ${names.file} to a policy file.`;
  }
  return undefined;
}

const WITHOUT = {
  requesters: 'Nobody may ask for anything yet',
  approvers: 'Nobody could approve anything yet',
} as const;
