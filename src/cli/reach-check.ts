import type { Person } from '../access/person.ts';
import { membersOf } from '../access/policy/group.ts';
import type { Policy } from '../access/policy/policy.ts';
import { conversationsOf } from '../access/policy/routes.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { createAccounts } from '../people/accounts.ts';
import { ChatError } from '../ports/chat.ts';
import type { Check } from '../ports/check.ts';
import type { Store } from '../ports/store.ts';
import { type ChatApp, configuredChats } from '../wiring/chat-apps.ts';
import { openQuietly } from './own-store.ts';
import { peopleOfGroups } from './policy-people.ts';

/** More are not asked for one by one: Teams lets a bot begin so many conversations and no more. */
const MOST = 200;

/** Which approvers no chat app reaches, and which conversations of the policy: nobody would see what is asked there. */
export async function reachChecks(config: Config, policy: Policy): Promise<readonly Check[]> {
  if (!config.teams && !config.slack) return [];
  const store = await openQuietly(config);
  if (!store) return [NEVER_SERVED];
  try {
    const chats = await chatsOf(config, policy, store);
    return [...(await routeChecks(policy, chats)), ...(await approverChecks(config, policy, chats, store))];
  } finally {
    await store.close();
  }
}

const NEVER_SERVED: Check = {
  ...{ what: 'approvers and routes', ok: 'unknown' },
  found: 'there is no store yet, and it is what knows where people and channels are',
  fix: 'let Ajar serve, write to it in each channel of the policy, then run this again',
};

/** As they serve, but that nothing is listened to. */
function chatsOf(config: Config, policy: Policy, store: Store): Promise<readonly ChatApp[]> {
  const clock = createClock(config.clock);
  const emailDomains = config.slack?.emailDomains ?? [];
  const accounts = createAccounts({ store, clock, policy: () => policy, emailDomains });
  const { slack, ...rest } = config;
  const quiet = slack ? { ...rest, slack: { ...slack, socket: false } } : rest;
  return configuredChats(quiet, { store, accounts, clock, log: createLog('silent') });
}

/** Every conversation that the policy asks or tells in. */
export const routesOf = ({ rules, defaults, setup }: Policy): readonly string[] =>
  conversationsOf([
    ...[...defaults.routes.ask, ...defaults.routes.tell, ...setup.routes.ask],
    ...rules.flatMap(({ routes, approvals, breakGlass }) => [
      ...[...routes.ask, ...routes.tell, ...(breakGlass?.tell ?? [])],
      ...approvals.flatMap(({ ladder = [] }) => ladder.flatMap(({ ask }) => ask)),
    ]),
  ]).filter((route) => route.includes(':'));

export async function routeChecks(
  policy: Policy,
  chats: readonly Pick<ChatApp, 'app' | 'place'>[],
): Promise<readonly Check[]> {
  return Promise.all(
    routesOf(policy).map(async (route): Promise<Check> => {
      const what = `route ${route}`;
      const [app = '', ...id] = route.split(':');
      const chat = chats.find((each) => each.app === app);
      if (!chat)
        return {
          what,
          ok: false,
          found: `${app} is not configured here`,
          fix: `set ${app} up, or name another route`,
        };
      const found = await orUnknown(() => chat.place(id.join(':')));
      if (found === 'unknown') return { what, ok: 'unknown', found: 'the chat app did not say', fix: AGAIN };
      if (found) return { what, ok: true, found: 'can be reached', fix: '' };
      return {
        what,
        ok: false,
        found: 'cannot be reached: approvers there are asked in private instead',
        fix: SHUT[app] ?? AGAIN,
      };
    }),
  );
}

const AGAIN = 'mend what is bad above, then run this again';
const SHUT: Readonly<Record<string, string>> = {
  teams:
    'add the app to that team or chat and mention it there once, so that Teams says where it is; a shared channel is never posted to',
  slack:
    'invite the bot there (/invite); an archived channel, or one shared with another organisation, is never posted to',
};

/** Everybody whom a rule lets approve or review, now or further up. */
export const approversIn = ({ rules, groups }: Policy): readonly Person[] => {
  const names = rules.flatMap(({ approvals, breakGlass }) => [
    ...approvals.flatMap(({ group, ladder = [] }) => [group, ...ladder.flatMap((rung) => rung.group ?? [])]),
    ...(breakGlass ? [breakGlass.review.group] : []),
  ]);
  const people = [...new Set(names)].flatMap((name) => membersOf(groups, name));
  return [...new Map(people.map((person) => [person.id, person])).values()];
};

async function approverChecks(
  config: Config,
  policy: Policy,
  chats: readonly ChatApp[],
  store: Store,
): Promise<readonly Check[]> {
  const { full, why } = await filled(policy);
  const told = await knowsTeams(config, store);
  const check = await approverCheck(approversIn(full), chats, told);
  return why === undefined
    ? [check]
    : [{ what: 'approvers of groups', ok: 'unknown', found: why, fix: AGAIN }, check];
}

/** With the people of groups that are looked up, or why they are not in it. */
async function filled(policy: Policy): Promise<{ readonly full: Policy; readonly why?: string }> {
  try {
    return { full: await peopleOfGroups(policy) };
  } catch (error) {
    if (error instanceof Complaint) return { full: policy, why: error.message };
    throw error;
  }
}

/** Until anybody wrote to the bot, nobody knows where Teams takes its messages: then of nobody it can be told whether they have the app. */
async function knowsTeams({ teams, clock }: Config, store: Store): Promise<boolean> {
  if (!teams) return true;
  const { createPlaces } = await import('../chat/teams/talk/places.ts');
  const places = createPlaces(store, createClock(clock));
  const services = await Promise.all(teams.tenants.map((tenant) => places.serviceOf(tenant)));
  return services.some((service) => service !== undefined);
}

export async function approverCheck(
  approvers: readonly Person[],
  chats: readonly Pick<ChatApp, 'app' | 'direct'>[],
  knowsTeams: boolean,
): Promise<Check> {
  const what = 'approvers';
  const asked = approvers.slice(0, MOST);
  const unreached: string[] = [];
  const unsure: string[] = [];
  for (const { id, name } of asked) {
    const found = await Promise.all(chats.map((chat) => orUnknown(() => chat.direct(id))));
    if (found.some((place) => place !== undefined && place !== 'unknown')) continue;
    const cannotTell = found.includes('unknown') || !knowsTeams;
    (cannotTell ? unsure : unreached).push(`${name} (${id})`);
  }
  const left = approvers.length - asked.length;
  const said = [
    `${asked.length - unreached.length - unsure.length} of ${approvers.length} can be messaged`,
    ...(unreached.length > 0 ? [`cannot be messaged: ${unreached.join(', ')}`] : []),
    ...(unsure.length > 0 ? [`cannot tell of: ${unsure.join(', ')}`] : []),
    ...(left > 0 ? [`not asked about: ${left} more`] : []),
  ].join('\n');
  if (unreached.length > 0) return { what, ok: false, found: said, fix: INSTALL };
  return {
    what,
    ok: unsure.length + left > 0 ? 'unknown' : true,
    found: said,
    fix: unsure.length > 0 ? FIRST : '',
  };
}

const INSTALL =
  'install the Teams app for them (Teams admin center, setup policies: docs/teams.md), or have them link their Slack account';
const FIRST =
  'have somebody write to the bot in Teams once, so that it is known where Teams takes messages, and run this again';

async function orUnknown<T>(ask: () => Promise<T>): Promise<T | 'unknown'> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ChatError) return 'unknown';
    throw error;
  }
}
