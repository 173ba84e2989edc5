import { type Groups, groupsOf } from './group.ts';
import type { Rule } from './rule.ts';

/** Who asks: what rules may call them, which is their id and the names of their groups. */
export interface Who {
  readonly own: ReadonlySet<string>;
  /** The same of whoever asks for them, where that is somebody else. */
  readonly asker?: ReadonlySet<string>;
}

interface Asking {
  readonly requester: string;
  readonly askedBy?: string;
}

/** The last that was asked about: of a list of VMs one person is asked about many times over. */
const LAST = new WeakMap<Groups, { readonly key: string; readonly who: Who }>();

export function whoAsks(groups: Groups, { requester, askedBy = requester }: Asking): Who {
  const key = `${requester} ${askedBy}`;
  const last = LAST.get(groups);
  if (last?.key === key) return last.who;
  const own = namesOf(groups, requester);
  const isOther = askedBy.toLowerCase() !== requester.toLowerCase();
  const who = { own, ...(isOther ? { asker: namesOf(groups, askedBy) } : {}) };
  LAST.set(groups, { key, who });
  return who;
}

const namesOf = (groups: Groups, person: string): ReadonlySet<string> =>
  new Set([person.toLowerCase(), ...groupsOf(groups, person)]);

/** Whether a rule is about these people at all. One that denies is about whoever asks for somebody else, too. */
export const isAboutWho = ({ match, deny }: Rule, { own, asker }: Who): boolean =>
  match.requesters === undefined ||
  match.requesters.some((name) => own.has(name) || (deny !== undefined && asker?.has(name) === true));
