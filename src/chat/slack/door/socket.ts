import { setTimeout as sleep } from 'node:timers/promises';
import { LogLevel, SocketModeReceiver } from '@slack/bolt';
import { EnvHttpProxyAgent } from 'undici';
import type { Log } from '../../../ports/log.ts';
import { trustAdvice } from '../../../untrusted.ts';
import { within } from '../../within.ts';
import type { SlackSettings } from '../settings.ts';
import type { Deliver } from './bolt-app.ts';
import { libraryLog } from './library-log.ts';

/** Slack closes a connection every few hours; a new one is asked for after this, and after twice as long each time it fails; real milliseconds. */
const AGAIN_MS = 1_000;
const LONGEST_MS = 60_000;
const CALL_MS = 10_000;
const STOP_MS = 5_000;
const HELLO_MS = 30_000;

export interface Socket {
  /** Connects, and stays connected until stopped. Never throws: failures are in the log, and tried again. */
  start(): void;
  /** Acknowledges what it heard, then hangs up; for some seconds at most. */
  stop(): Promise<void>;
  connected(): boolean;
}

export interface SocketParts {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly deliver: Deliver;
  readonly log: Log;
  readonly proxy?: SlackSettings['proxy'];
  /** How long Slack may take to say hello; real milliseconds. */
  readonly helloMs?: number;
}

/**
 * Socket Mode: Slack is called, where it cannot call us. The library's own reconnecting is off, for when it is refused the
 * promise is nobody's, and the process ends.
 */
export function createSocket(parts: SocketParts): Socket {
  const { appToken, apiUrl, deliver, log, proxy, helloMs = HELLO_MS } = parts;
  const dispatcher = proxy && through(proxy);
  const receiver = new SocketModeReceiver({
    appToken,
    ...(dispatcher && { dispatcher }),
    autoReconnectEnabled: false,
    logger: libraryLog(log),
    logLevel: LogLevel.WARN,
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        timeout: CALL_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const underWay = new Set<Promise<void>>();
  const hear = acknowledge(deliver, log);
  const processEvent = (event: Event): Promise<void> => {
    const work = hear(event).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  };
  receiver.init({ processEvent } as unknown as Parameters<typeof receiver.init>[0]);
  const stopped = new AbortController();
  const state = { stands: false };
  return {
    connected: () => state.stands,
    start: () => void stayConnected(receiver, { signal: stopped.signal, helloMs, log, state }),
    async stop() {
      stopped.abort();
      // Whoever clicked would be told by Slack that it failed, though it was heard.
      await within(STOP_MS, Promise.all(underWay), undefined);
      // A far end that is silent is not waited for.
      await within(STOP_MS, receiver.client.disconnect(), undefined);
      await dispatcher?.destroy();
    },
  };
}

/** The library brings agents of its own, which go straight; a websocket has a connection to itself, so no HTTP/2. */
const through = ({ url, bypass }: NonNullable<SlackSettings['proxy']>): EnvHttpProxyAgent =>
  new EnvHttpProxyAgent({ httpsProxy: url, noProxy: bypass.join(','), allowH2: false });

type Event = Parameters<Parameters<SocketModeReceiver['init']>[0]['processEvent']>[0];

/** bolt would say that it heard an event before anything of it is saved. */
const acknowledge =
  (deliver: Deliver, log: Log) =>
  async ({ body, ack }: Event): Promise<void> => {
    const answer = await deliver(body);
    try {
      await ack(answer);
    } catch (error) {
      log.warn({ error }, 'Slack could not be told that its payload was heard; it will send it again');
    }
  };

async function stayConnected({ client }: SocketModeReceiver, parts: StayParts): Promise<void> {
  const { signal, helloMs, log, state } = parts;
  let wait = AGAIN_MS;
  while (!signal.aborted) {
    // Listened for before: it may come at once.
    const closed = once(client);
    try {
      await connect(client, helloMs);
      wait = AGAIN_MS;
      log.info({}, 'Connected to Slack by Socket Mode');
      state.stands = true;
      await closed.ended;
    } catch (error) {
      const reason = trustAdvice(error) ?? (error instanceof Error ? error.message : 'closed');
      log.error({ reason }, 'Socket Mode could not connect');
      wait = Math.min(LONGEST_MS, wait * 2);
    } finally {
      state.stands = false;
      closed.forget();
    }
    // Called off when stopped, as meant.
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}

interface StayParts {
  readonly signal: AbortSignal;
  readonly helloMs: number;
  readonly log: Log;
  readonly state: { stands: boolean };
}

type Client = SocketModeReceiver['client'];

function once(client: Client): { readonly ended: Promise<void>; forget(): void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
    client.once('disconnected', end);
  });
  return { ended, forget: () => void client.off('disconnected', end) };
}

/** The library waits for ever for the word by which Slack says that it will send. */
async function connect(client: Client, helloMs: number): Promise<void> {
  const started = client.start().then(() => true);
  if (await within(helloMs, started, false)) return;
  await within(STOP_MS, client.disconnect(), undefined);
  throw new Error('Slack did not say hello');
}
