import { App, LogLevel, type Receiver } from '@slack/bolt';
import type { Log } from '../../../ports/log.ts';
import { within } from '../../within.ts';
import type { Delivery, Reply, Wire } from '../wire.ts';
import { ackOf } from './ack.ts';
import { libraryLog } from './library-log.ts';
import { type PayloadKind, translate } from './translate.ts';

/** Slack tells the person that the app is broken after 3 s: https://docs.slack.dev/interactivity/handling-user-interaction; real milliseconds. */
const ACK_MS = 2_500;
const FAILED = 'Something failed in Ajar. Write "list" to see how your requests stand before you try again.';

export interface BoltParts {
  readonly incoming: (delivery: Delivery) => Promise<Reply>;
  readonly respond: Wire['now']['respond'];
  readonly log: Log;
}

/** Takes a payload whose sender was checked; answers within 2.5 s, whatever it leads to, with what Slack is to be told. Never throws. */
export type Deliver = (body: object) => Promise<object | undefined>;

/** One bolt app, whichever way its payloads come in. It holds no token and calls nobody: `clients.ts` does. */
export function createBoltApp(parts: BoltParts): Deliver {
  const app = new App({
    receiver: NO_RECEIVER,
    // Never `token`: bolt would ask auth.test in its constructor, and a failure there ends the process.
    authorize: async () => ({}),
    convoStore: false,
    ignoreSelf: false, // needs to know who we are; bots are told apart by what they send
    logger: libraryLog(parts.log),
    logLevel: LogLevel.WARN,
  });
  const heard = new WeakSet<object>();
  // One listener a kind: bolt runs all that match, and an action that none matches is answered too late.
  const hear =
    (kind: PayloadKind) =>
    async (args: { body: object; ack?: ((answer?: never) => Promise<void>) | undefined }) => {
      heard.add(args.body);
      const answer = await answerTo(parts, kind, args.body);
      await args.ack?.(answer as never);
    };
  app.command(/.*/, hear('command'));
  app.event(/.*/, hear('event'));
  app.action(/.*/, hear('action'));
  app.view(/.*/, hear('submission'));
  app.options(/.*/, hear('options'));
  app.shortcut(/.*/, hear('shortcut'));
  return async (body) => {
    let answer: object | undefined;
    const ack = async (given?: object): Promise<void> => {
      answer = given;
    };
    try {
      await app.processEvent({ body, ack });
    } catch (error) {
      parts.log.error({ error }, 'bolt could not handle a payload of Slack');
    }
    if (!heard.has(body)) parts.log.warn({ type: typeOf(body) }, 'Slack sent something that is none of ours');
    return answer;
  };
}

/** Payloads are handed to `processEvent`, so that both ways in share the checks and the answer. */
const NO_RECEIVER: Receiver = {
  init: () => undefined,
  start: async () => undefined,
  stop: async () => undefined,
};

const typeOf = (body: object): string =>
  'type' in body && typeof body.type === 'string' ? body.type : 'unsaid';

async function answerTo(parts: BoltParts, kind: PayloadKind, body: object): Promise<object | undefined> {
  const read = translate(kind, body);
  if (read.kind === 'nothing') return undefined;
  if (read.kind !== 'fault') return ackOf(read.kind, await replyTo(parts, read));
  parts.log.warn({ kind, fault: read.fault }, 'A payload of Slack is not as expected');
  return undefined;
}

const LATE = Symbol('late');

/** What takes longer than Slack waits goes on after it was answered. */
async function replyTo({ incoming, respond, log }: BoltParts, delivery: Delivery): Promise<Reply> {
  const { kind, key } = delivery;
  const work = incoming(delivery).catch(async (error: unknown) => {
    log.error({ error, kind, key }, 'A delivery of Slack could not be handled');
    const url = 'responseUrl' in delivery ? delivery.responseUrl : undefined;
    if (url !== undefined) await respond(url, { text: FAILED, blocks: [] });
    return undefined;
  });
  const told = work.catch((error: unknown) => {
    log.warn({ error, kind, key }, 'A person in Slack could not be told of a failure');
    return undefined;
  });
  const reply = await within<Reply | typeof LATE>(ACK_MS, told, LATE);
  if (reply !== LATE) return reply;
  log.warn({ kind, key }, 'A delivery of Slack took longer than Slack waits; it goes on');
  return undefined;
}
