import { type Check, itemsOf, keysOf, listOf, pathIn, tell } from './checks.ts';

/** Where in the file a person stands. */
interface Entry {
  readonly path: PropertyKey[];
  readonly id: string;
  readonly person: Readonly<Record<string, unknown>>;
}

/** An address or an account that two people have would make one person of them, and two of one person's are no answer either. */
export const emailAndAccountFaults: Check = (value, context) => {
  const people = entriesOf(keysOf(value));
  const fault = (path: PropertyKey[], found: string): void =>
    tell(context, path, `${found}: each belongs to one person, and a person has one of a kind`);
  const owners = new Map<string, string>();
  const own = new Map<string, string>();
  const claim = (kind: string, what: string, { id, path }: Entry, key: PropertyKey[]): void => {
    const owner = owners.get(`${kind} ${what}`) ?? id;
    const first = own.get(`${kind} ${id}`) ?? what;
    owners.set(`${kind} ${what}`, owner);
    own.set(`${kind} ${id}`, first);
    if (owner !== id) fault([...path, ...key], `"${what}" is of ${owner} already`);
    else if (first !== what) fault([...path, ...key], `found "${what}", but "${first}" above`);
  };
  for (const entry of people) {
    if (typeof entry.person.email === 'string') claim('email', entry.person.email, entry, ['email']);
    for (const { app, team, user, key } of accountsOf(entry.person))
      claim(`${app} ${team}`, `${team}/${user}`, entry, ['accounts', ...key]);
  }
};

function entriesOf(file: Readonly<Record<string, unknown>>): readonly Entry[] {
  const lists: [PropertyKey[], unknown][] = [
    ...Object.entries(keysOf(file.groups)).map(([name, people]): [PropertyKey[], unknown] => [
      ['groups', name, ...pathIn(people)],
      listOf(people),
    ]),
    ...['admins', 'auditors', 'onCall'].map((key): [PropertyKey[], unknown] => [[key], file[key]]),
  ];
  return lists.flatMap(([path, people]) =>
    itemsOf(people).flatMap((each, at) => {
      const person = keysOf(each);
      return typeof person.id === 'string' ? [{ path: [...path, at], id: person.id, person }] : [];
    }),
  );
}

function accountsOf(person: Readonly<Record<string, unknown>>) {
  return Object.entries(keysOf(person.accounts)).flatMap(([app, list]) =>
    itemsOf(list).flatMap((each, at) => {
      const { team, user } = keysOf(each);
      return typeof team === 'string' && typeof user === 'string'
        ? [{ app, team, user, key: [app, at] }]
        : [];
    }),
  );
}

/** Where a name of a group gives its people something. */
const GIVES: ReadonlySet<string> = new Set([
  ...['requesters', 'from', 'to', 'onBehalfOf', 'groups', 'admins', 'auditors', 'onCall'],
]);

/** Slack lets members put people into user groups: only where the file says so is that a right. */
export const muteGroupFaults: Check = (value, context) => {
  const { groups, ...rest } = keysOf(value);
  const mute = Object.entries(keysOf(groups)).flatMap(([name, group]) => {
    const { slack, authority } = keysOf(group);
    return slack !== undefined && authority !== true ? [name] : [];
  });
  const look = (part: unknown, path: PropertyKey[], gives: boolean): void => {
    if (typeof part === 'string' && gives && mute.includes(part))
      tell(
        context,
        path,
        `the Slack user group "${part}" gives no right: write authority: true in it, or use another group`,
      );
    if (Array.isArray(part)) for (const [at, each] of part.entries()) look(each, [...path, at], gives);
    else
      for (const [key, each] of Object.entries(keysOf(part)))
        look(each, [...path, key], GIVES.has(key) || key === 'group');
  };
  if (mute.length > 0) look(rest, [], false);
};
