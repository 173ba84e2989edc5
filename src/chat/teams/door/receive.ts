import { HOUR_MS } from '../../../access/unit-ms.ts';
import type { Log } from '../../../ports/log.ts';
import type { Route } from '../../../ports/web.ts';
import { createSeldom, type Seldom } from '../../seldom.ts';
import type { TeamsSettings } from '../settings.ts';
import type { TurnAway } from '../talk/turn-away.ts';
import { claimedBy, inTenants } from '../talk/who.ts';
import type { Transport } from '../wire.ts';
import { type Activity, readActivity, tenantOf } from './activity.ts';
import { type Answer, notFromHere, readBody, send } from './gate.ts';
import { mayBeSentTo } from './hosts.ts';

/** How far a sender's clock may be ahead of ours (HOLES H15); real milliseconds. */
const CLOCKS_MS = 5 * 60_000;

interface Parts {
  readonly settings: TeamsSettings;
  readonly hosts: readonly string[];
  readonly transport: Pick<Transport, 'authenticate'>;
  readonly incoming: (activity: Activity) => Promise<Answer>;
  readonly turnAway: TurnAway;
  readonly log: Log;
  /** A clock that only runs forward, in real milliseconds. */
  readonly realNow?: () => number;
}

interface Door extends Parts {
  /** Whether an outsider has an audit line this time. */
  readonly isNews: Seldom;
}

/** Anybody on earth with Teams can post to us: this often one of them has an audit line, and so many have one; real milliseconds. */
const NEWS_MS = HOUR_MS;
const MOST_NEWS = 1_000;

/** The one door for what Teams posts. Nothing of an activity is used before its signature was checked; no error leaves it. */
export function createReceive(parts: Parts): Route['handle'] {
  const isNews = createSeldom(NEWS_MS, MOST_NEWS, parts.realNow ?? (() => performance.now()));
  const door: Door = { ...parts, isNews };
  return async (request, response) => {
    try {
      send(response, await answer(door, request));
    } catch (error) {
      parts.log.error({ error }, 'A post to the Teams endpoint could not be handled');
      send(response, { status: 500 });
    }
  };
}

async function answer(door: Door, request: Parameters<Route['handle']>[0]): Promise<Answer> {
  const { settings, transport, incoming, log } = door;
  const elsewhere = settings.auth === 'off' ? notFromHere(request) : undefined;
  if (elsewhere !== undefined) {
    log.warn(
      { reason: elsewhere },
      'Refused a post to the Teams endpoint: while TEAMS_AUTH is "off" only this machine is heard. Behind a tunnel or proxy set it to "on"',
    );
    return { status: 403 };
  }
  const body = await readBody(request);
  if ('refused' in body) return body.refused;
  const read = readActivity(body.json);
  if ('fault' in read) {
    log.warn({ fault: read.fault }, 'Refused a post to the Teams endpoint: it is no activity');
    return { status: 400 };
  }
  const trusted = await isTrusted(transport, read.activity, request.headers.authorization ?? '', log);
  if (trusted !== true) return { status: trusted === false ? 401 : 503 };
  const fault = faultOf(read.activity, door) ?? (await foreignFault(read.activity, door));
  if (fault === undefined) return incoming(read.activity);
  log.warn({ fault }, 'Refused an activity that is signed, but not for us');
  return { status: 403 };
}

/** Somebody of a tenant that may not ask; what they wrote or pressed has an audit line now and then, though they get no answer. */
async function foreignFault(
  activity: Activity,
  { settings, turnAway, isNews }: Door,
): Promise<string | undefined> {
  const tenant = tenantOf(activity);
  if (inTenants(tenant, settings)) return undefined;
  const fault = `the tenant "${tenant ?? 'unsaid'}" is not among those that may ask`;
  const { type, from, conversation } = activity;
  if ((type === 'message' || type === 'invoke') && isNews(JSON.stringify([from.id, conversation.id])))
    await turnAway(activity, `Not answered: ${fault}.`, claimedBy(activity, settings));
  return fault;
}

/** Undefined when it cannot be told, as when the keys of Microsoft cannot be read: which is never "yes". */
async function isTrusted(
  transport: Parts['transport'],
  activity: Activity,
  header: string,
  log: Log,
): Promise<boolean | undefined> {
  try {
    return await transport.authenticate(activity, header);
  } catch (error) {
    log.error({ error }, 'The signature of a post to the Teams endpoint could not be checked');
    return undefined;
  }
}

/** Microsoft signs for every bot and tenant there is, and signs the token, not the body: what the body says is checked here. */
function faultOf({ channelId, serviceUrl, timestamp }: Activity, { hosts }: Parts): string | undefined {
  if (channelId !== 'msteams') return `the channel is "${channelId}", not "msteams"`;
  if (!mayBeSentTo(serviceUrl, hosts)) return `the serviceUrl "${serviceUrl}" is none of Teams`;
  if (timestamp && Date.parse(timestamp) > Date.now() + CLOCKS_MS)
    return `it is from the future: "${timestamp}"`;
  return undefined;
}
