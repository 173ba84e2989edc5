import { missingOf, type Need, stageNow } from '../../access/policy/approvals.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Deps } from '../deps.ts';
import { othersOf } from '../step/policy-now.ts';

/** More names than this are a number. */
const NAMED = 4;

/** Why a request lapsed: who was asked, and when. What the directory cannot say is told without names. */
export async function whyLapsed(deps: Deps, request: AccessRequest): Promise<string> {
  if (request.status === 'approved')
    return 'It could not be opened before the end that was approved: Ajar was not running, or could not check it again.';
  const stage = stageNow(request);
  const open = stage?.needs.filter(missingOf) ?? [];
  const { since } = stage ?? {};
  if (since === undefined) return 'Nobody answered in time.';
  const nobody = request.approvals.length === 0 ? 'Nobody' : 'Not everybody who had to';
  const asked = await Promise.all(open.map((need) => askedFor(deps, request, need, since)));
  return `${nobody} answered in time. Asked were ${asked.flat().join('; ')}.`;
}

async function askedFor(
  deps: Deps,
  request: AccessRequest,
  { requirement, ladder }: Need,
  since: Date,
): Promise<readonly string[]> {
  const reached = ladder.flatMap(({ rung, reached }) =>
    reached ? [{ to: rung.group, at: reached.at }] : [],
  );
  const reminders = reached.filter(({ to }) => to === undefined).map(({ at }) => `, reminded at ${utc(at)}`);
  const first = `${await named(deps, request, requirement.group)} at ${utc(since)}${reminders.join('')}`;
  const more = reached.flatMap(({ to, at }) =>
    to === undefined ? [] : [named(deps, request, to).then((who) => `${who} at ${utc(at)}`)],
  );
  return [first, ...(await Promise.all(more))];
}

/** `security (Avery Approver, Blake Approver and 2 more)` */
async function named(deps: Deps, request: AccessRequest, group: string): Promise<string> {
  const people = (await othersOf(deps, request, [group])).map(({ name }) => name);
  if (people.length === 0) return group;
  const more = people.length > NAMED ? ` and ${people.length - NAMED} more` : '';
  return `${group} (${people.slice(0, NAMED).join(', ')}${more})`;
}

/** The sentence is kept, and read in every zone. */
const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
