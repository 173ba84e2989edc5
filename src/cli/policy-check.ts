import { Command } from 'commander';
import { placesOfPeople } from '../access/policy/people-places.ts';
import type { Policy } from '../access/policy/policy.ts';
import { Complaint } from '../complaint.ts';
import { type People, Unknown } from '../ports/people.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyTextOf, readPolicyText } from '../wiring/policy-source.ts';
import { directoryFor } from './policy-people.ts';
import { countOf } from './policy-read.ts';

const HELP = `
Ends with
  0  the file is a policy, and with --people everybody in it is still there
  1  it has faults, or somebody in it has left
  2  it cannot be read, or with --people the directory did not answer`;

/** `ajar policy check FILE`: every fault in it with line and column; with `--people` also whoever has left. */
export const policyCheckCommand = (): Command =>
  new Command('check')
    .description('say whether a policy file is right, and if not, every fault in it with line and column')
    .argument('<file>', 'the policy file (YAML)')
    .option('--people', 'ask the directory, too, who of the people in it has left')
    .addHelpText('after', HELP)
    .action(check);

async function check(file: string, options: { readonly people?: true }): Promise<void> {
  const text = policyTextOf(file);
  const read = readPolicyText(text, file, CHAT_APPS);
  if ('faults' in read) {
    for (const fault of read.faults) console.log(fault);
    console.log(`${file} is not a valid policy: ${countOf(read.faults.length, 'fault')}`);
    process.exitCode = 1;
    return;
  }
  const left = options.people ? await leaversIn(read.policy, text, await directoryFor(read.policy)) : [];
  for (const line of left) console.log(`${file}:${line}`);
  const { rules, groups, hash } = read.policy;
  const names = { ...groups, ...read.policy.lookedUp };
  const facts = [
    countOf(rules.length, 'rule'),
    countOf(Object.keys(names).length, 'group'),
    `sha256 ${hash}`,
  ];
  console.log(`${file} is a valid policy: ${facts.join(', ')}`);
  if (left.length > 0) process.exitCode = 1;
}

/** Each place where somebody stands who has left, as `line:column sentence`. Throws `Complaint` where it cannot be told. */
export async function leaversIn(
  policy: Policy,
  text: string,
  people: Pick<People, 'standing'>,
): Promise<readonly string[]> {
  const places = placesOfPeople(policy, text);
  const gone = new Set<string>();
  try {
    for (const id of new Set(places.map(({ person }) => person.id)))
      if ((await people.standing(id)) === 'gone') gone.add(id);
  } catch (error) {
    if (error instanceof Unknown) throw new Complaint(`Who has left cannot be told. ${error.message}`);
    throw error;
  }
  return places
    .filter(({ person }) => gone.has(person.id))
    .map(
      ({ person, line, column }) =>
        `${line}:${column} ${person.name} (${person.id}) has left, their account is disabled or deleted: take them out`,
    );
}
