import { createDoors } from '../../../src/chat/slack/door/doors.ts';
import { sign } from '../../../src/chat/slack/door/signature.ts';
import type { SlackSettings } from '../../../src/chat/slack/settings.ts';
import type { Delivery, Message, Reply } from '../../../src/chat/slack/wire.ts';
import { createHttpServer } from '../../../src/http/server.ts';

export const SECRET = '0123456789abcdef'.repeat(2);

export const settingsFor = (change: Partial<SlackSettings> = {}): SlackSettings => ({
  ...{ botToken: 'xoxb-test', signingSecrets: [SECRET], socket: false, apiUrl: 'http://127.0.0.1:9/api/' },
  ...{ teams: [], emailDomains: [], history: false },
  ...change,
});

/** What a post may have wrong. */
export interface Spoilt {
  readonly secret?: string;
  /** Seconds from now. */
  readonly at?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly type?: string;
}

export interface Door {
  readonly heard: Delivery[];
  readonly told: (readonly [url: string, message: Message])[];
  readonly logged: string[];
  /** What a delivery leads to. */
  incoming: (delivery: Delivery) => Promise<Reply>;
  /** Events and clicks as JSON. */
  event(body: object | string, spoilt?: Spoilt): Promise<Answered>;
  form(body: Readonly<Record<string, string>> | string, spoilt?: Spoilt): Promise<Answered>;
  interact(payload: object, spoilt?: Spoilt): Promise<Answered>;
  /** The same request once more. */
  again(): Promise<Answered>;
  close(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** The door of Slack alone, behind our HTTP server, with everything after it written down. */
export async function openDoor(change: Partial<SlackSettings> = {}): Promise<Door> {
  const logged: string[] = [];
  const note = (facts: object, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(facts)}`);
  const doors = createDoors(settingsFor(change), {
    incoming: (delivery) => {
      door.heard.push(delivery);
      return door.incoming(delivery);
    },
    respond: async (url, message) => void door.told.push([url, message]),
    log: { info: note, warn: note, error: note },
  });
  const server = createHttpServer(doors.routes, { info: note, warn: note, error: note });
  const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/slack/events`;
  let last: RequestInit = {};
  const send = async (): Promise<Answered> => {
    const response = await fetch(url, last);
    return { status: response.status, body: await response.text() };
  };
  const post = (body: string, type: string, spoilt: Spoilt = {}): Promise<Answered> => {
    const timestamp = String(Math.floor(Date.now() / 1000) + (spoilt.at ?? 0));
    const headers = {
      'content-type': spoilt.type ?? type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(body, timestamp, spoilt.secret ?? SECRET),
      ...spoilt.headers,
    };
    const given = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    last = { method: 'POST', body, headers: given as [string, string][] };
    return send();
  };
  const asText = (body: object | string): string => (typeof body === 'string' ? body : JSON.stringify(body));
  const door: Door = {
    ...{ heard: [], told: [], logged, again: send },
    incoming: async () => undefined,
    event: (body, spoilt) => post(asText(body), 'application/json', spoilt),
    form: (body, spoilt) =>
      post(typeof body === 'string' ? body : new URLSearchParams(body).toString(), FORM, spoilt),
    interact: (payload, spoilt) => door.form({ payload: JSON.stringify(payload) }, spoilt),
    close: () => server.close(),
  };
  return door;
}

const FORM = 'application/x-www-form-urlencoded';
