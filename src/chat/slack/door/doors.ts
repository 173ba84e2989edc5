import type { Route } from '../../../ports/web.ts';
import type { SlackSettings } from '../settings.ts';
import { type BoltParts, createBoltApp } from './bolt-app.ts';
import { createReceive } from './receive.ts';
import { createSocket } from './socket.ts';

/** How Slack's deliveries come in: by the one route, or by the socket that `start` opens. */
export interface Doors {
  readonly routes: readonly Route[];
  start(): void;
  /** Of the socket alone. */
  readonly connected?: () => boolean;
  stop(): Promise<void>;
}

export function createDoors(settings: SlackSettings, parts: BoltParts): Doors {
  const { log } = parts;
  const deliver = createBoltApp(parts);
  if (!settings.socket) {
    const handle = createReceive({ settings, deliver, log });
    const signedBy = "Slack, with our app's signing secret";
    return {
      routes: [{ method: 'POST', path: '/slack/events', signedBy, handle }],
      start: () => undefined,
      stop: async () => undefined,
    };
  }
  const { appToken = '', apiUrl, proxy } = settings;
  return { routes: [], ...createSocket({ appToken, apiUrl, deliver, log, ...(proxy && { proxy }) }) };
}
