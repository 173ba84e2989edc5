import { isGuid } from '../access/guid.ts';
import { everybody } from '../access/policy/everybody.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { WhoIs } from '../access/policy/said-wish.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { whoIs } from '../flow/say/who-is.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { readPolicyFile, readPolicyOf } from '../wiring/policy-source.ts';

/** The policy of a file, or that of the settings where none is named. Throws `Complaint` with every fault. */
export function policyFrom(file: string | undefined): Policy {
  if (file === undefined) return readPolicyOf(readConfig(environment()), CHAT_APPS);
  const read = readPolicyFile(file, CHAT_APPS);
  if ('policy' in read) return read.policy;
  throw new Complaint(`${file} is not a valid policy:\n${read.faults.join('\n')}`);
}

/** People by what the policy calls them; an id may be of somebody whom only a directory knows. */
export const whoIn =
  (policy: Policy): WhoIs =>
  (text) => {
    const found = whoIs(everybody(policy), policy, text, (id) => id);
    const id = text.trim().toLowerCase();
    return 'refused' in found && isGuid(id) ? { person: { id, name: id } } : found;
  };

export const countOf = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? '' : 's'}`;
