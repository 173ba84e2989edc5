import type { Edit } from '../../sandbox/azure/cloud/edits.ts';
import type { Policy } from '../../src/access/policy/policy.ts';
import { createEntra } from '../../src/people/groups/entra.ts';
import { createPeople } from '../../src/people/people.ts';
import { startAzure } from '../cloud/azure/sandbox-azure.ts';
import { policyOf } from '../fakes/policy.ts';

export const idOf = (n: number): string => `10000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const groupId = (n: number): string => idOf(900 + n);

export const person = (n: number, more: object = {}): Edit =>
  ({ kind: 'person', id: idOf(n), name: `Person ${n}`, upn: `p${n}@contoso.com`, ...more }) as Edit;
export const group = (n: number, ...members: readonly string[]): Edit => ({
  ...{ kind: 'group', id: groupId(n), name: `group ${n}`, members: [...members] },
});

const RULES = 'rules: [{id: a, match: {}, allow: {autoApprove: true}}]';

/** The people of a policy whose groups are in the sandbox's Entra, asked through the real client. */
export async function startDirectory(edits: readonly Edit[], groups: string, pageSize = 100) {
  const at = await startAzure({ settings: { pageSize } });
  for (const edit of edits) at.sandbox.edit(edit);
  const { directory } = at.again({ graphEndpoint: at.sandbox.graph });
  const asked: string[] = [];
  const told =
    <A extends readonly unknown[], T>(name: string, work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      asked.push(name);
      return work(...args);
    };
  const entra = createEntra(
    {
      groupsOf: told('groupsOf', directory.groupsOf),
      members: told('members', directory.members),
      standing: told('standing', directory.standing),
    },
    at.clock,
  );
  const policy: Policy = policyOf(`groups: ${groups}\n${RULES}`);
  const people = createPeople({
    policy: () => policy,
    sources: { entra: entra.source },
    standing: entra.standing,
  });
  return { ...at, directory, people, asked };
}
