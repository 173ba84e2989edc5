import type { AuditEvent } from '../../access/audit-event.ts';
import { isOf } from '../../access/request.ts';
import { isCalled } from '../../access/vm.ts';
import type { Said } from '../../ports/chat.ts';
import { answer, refuse, replyPrivately, sendPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { later } from '../later.ts';
import { rolesOf } from '../step/roles.ts';
import { vmsNow } from '../vms-now.ts';
import { sayBack } from './say-back.ts';
import type { Spoken } from './verbs.ts';

/** As many lines as a card takes; the rest is the file's. */
const LINES = 20;
/** As many as a file takes; the rest is the export's. */
const MOST = 1_000;

/** "audit vm-prod-01 last 7d": to those who see all, in private; a request's own history to its requester too. */
export async function audit(deps: Deps, said: Said, sentence: Spoken<'audit'>): Promise<void> {
  const allowed = (await rolesOf(deps, said)).seesAll || (await isOwn(deps, said, sentence.id));
  if (!allowed)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins read the audit log. Write "status" and an id for your own request.',
    );
  const vms = sentence.vm === undefined ? [] : await idsOf(deps, sentence.vm);
  if (sentence.vm !== undefined && vms.length === 0) {
    const known = await vmsNow(deps);
    const none = `I know no VM called ${sentence.vm}. What is told of one that exists no more is found by its whole resource id.`;
    return refuse(deps, said, 'refused' in known ? known.refused : none);
  }
  const events = await eventsOf(deps, sentence, vms);
  const about = [
    sentence.id ?? sentence.vm ?? 'everything',
    ...(sentence.sinceMs ? [`last ${sayBack(sentence.sinceMs)}`] : []),
  ].join(', ');
  if (events.length === 0) return answer(deps, said.place, `The audit log has nothing on ${about}.`);
  if (sentence.csv) return sendCsv(deps, said, about, events);
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const more = events.length - Math.min(events.length, LINES);
  await replyPrivately(deps, said, {
    card: 'audit',
    title: `Audit: ${about}`,
    events: events.slice(0, LINES),
    more,
    zone,
  });
}

/** The same as a file, in private; whoever needs more than that exports the log where Ajar runs. */
async function sendCsv(deps: Deps, said: Said, about: string, events: readonly AuditEvent[]): Promise<void> {
  const name = `audit-${deps.clock.now().toISOString().slice(0, 10)}.csv`;
  const isCut = events.length > MOST;
  const title = `Audit: ${about}, ${isCut ? `the newest ${MOST} events alone` : `${events.length} events`}`;
  await sendPrivately(deps, said, { name, title, text: deps.csv(events.slice(0, MOST)) });
  if (isCut)
    await answer(
      deps,
      said.place,
      `A file takes the newest ${MOST} events. Name a VM or a time to have fewer; "ajar audit export" has all, where Ajar runs.`,
    );
}

async function isOwn(deps: Deps, said: Said, id: string | undefined): Promise<boolean> {
  const stored = id === undefined ? undefined : await deps.store.find(id);
  return stored !== undefined && isOf(stored.request, said.person);
}

/** Every VM of that name, with those that exist no more but were asked for lately; a whole id is one, whoever knows of it. */
async function idsOf(deps: Deps, name: string): Promise<readonly string[]> {
  if (name.startsWith('/')) return [name.toLowerCase()];
  const known = await vmsNow(deps);
  const now = 'vms' in known ? known.vms.filter((vm) => isCalled(vm, name)).map((vm) => vm.id) : [];
  const once = (await deps.store.list({ limit: MOST })).flatMap(({ request }) =>
    request.grants.filter((grant) => isCalled(grant.vm, name)).map((grant) => grant.vm.id),
  );
  return [...new Set([...now, ...once])];
}

async function eventsOf(deps: Deps, sentence: Spoken<'audit'>, vms: readonly string[]) {
  const since = sentence.sinceMs === undefined ? {} : { since: later(deps.clock.now(), -sentence.sinceMs) };
  const request = sentence.id === undefined ? {} : { request: sentence.id };
  const filters = vms.length === 0 ? [{}] : vms.map((vm) => ({ vm }));
  const found = await Promise.all(
    filters.map((filter) => deps.store.events({ ...since, ...request, ...filter, limit: MOST + 1 })),
  );
  // What is about two of them is found twice.
  const once = found.map((events, index) =>
    events.filter((event) => !vms.slice(0, index).some((vm) => event.vms.includes(vm))),
  );
  return once.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
}
