import { setTimeout as sleep } from 'node:timers/promises';
import { fillIn, lookedUpOf } from '../access/policy/looked-up.ts';
import type { Policy } from '../access/policy/policy.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { GONE } from '../flow/step/policy-now.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { type People, Unknown } from '../ports/people.ts';
import { createLookUps } from '../wiring/look-ups.ts';

/** The policy with the people of all its groups. Throws `Complaint` where one cannot be looked up: it is never taken for empty. */
export async function peopleOfGroups(policy: Policy, people?: Pick<People, 'members'>): Promise<Policy> {
  const names = lookedUpOf(policy).filter((name) => isAuthority(policy, name));
  if (names.length === 0) return policy;
  const asked = people ?? (await openPeople(policy));
  try {
    const members = await Promise.all(
      names.map(async (name) => [name, await again(() => asked.members(name))] as const),
    );
    return fillIn(policy, { members: Object.fromEntries(members) });
  } catch (error) {
    if (error instanceof Unknown) throw new Complaint(`The groups could not be looked up. ${error.message}`);
    throw error;
  }
}

/** Through other groups of Slack nobody may do anything. */
function isAuthority({ lookedUp = {} }: Policy, name: string): boolean {
  const source = lookedUp[name];
  return source?.kind !== 'slack' || source.authority;
}

/** Where it is looked up who has left. Throws `Complaint` where that is not set up: then it cannot be told. */
export async function directoryFor(policy: Policy): Promise<Pick<People, 'standing'>> {
  if (!readConfig(environment()).graph)
    throw new Complaint('Who has left is looked up in Entra: set AJAR_GRAPH=on (docs/people.md).');
  const people = await openPeople(policy);
  return { standing: (person) => again(() => people.standing(person)) };
}

const TRIES = 3;

/** Look-ups give up soon, since somebody waits at a click; nobody does here. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unknown) || left === 0) throw error;
      await sleep(500);
    }
  }
}

/** The policy for one who asks: guests get less, and whoever has left nothing. Without a directory whoever is listed is there. */
export async function askedBy(
  policy: Policy,
  person: string,
  people?: Pick<People, 'standing' | 'groupsOf'>,
): Promise<Policy> {
  if (people === undefined && !readConfig(environment()).graph) return policy;
  const asked = people ?? (await openPeople(policy));
  try {
    const standing = await again(() => asked.standing(person));
    if (standing === 'gone') throw new Complaint(GONE);
    if (standing !== 'guest') return policy;
    // A list of a group's people leaves its guests out.
    const names = lookedUpOf(policy).filter((name) => isAuthority(policy, name));
    const groups = await again(() => asked.groupsOf(person, names));
    return fillIn(policy, { person, guest: true, groups, members: policy.groups });
  } catch (error) {
    if (error instanceof Unknown) throw new Complaint(`Who asks could not be looked up. ${error.message}`);
    throw error;
  }
}

/** All that the settings reach but user groups of Slack, for which a running Ajar is needed. */
async function openPeople(policy: Policy): Promise<People> {
  const config = readConfig(environment());
  const { clock, directory } = await openAzure(config, createClock(config.clock), createLog('error'));
  const accounts = { identify: () => Promise.reject(new Unknown('Nobody is known by an account here.')) };
  return createLookUps({ config, policy: () => policy, clock, accounts, chats: [], directory }).people;
}
