import { createHttpServer } from '../../src/http/server.ts';
import type { ChatApp } from '../../src/wiring/chat-apps.ts';
import { LOUD, type ownStore } from '../installation.ts';
import { approvedOf, type Shown, waiting } from '../requests.ts';
import type { Opened } from './opened.ts';

/** Listens with the routes of one chat app of Ajar's; `path` is where its clicks come in. */
export async function serve(
  app: ChatApp | undefined,
  own: ReturnType<typeof ownStore>,
  shown: Shown,
  path: string,
): Promise<Opened> {
  const server = createHttpServer(app?.routes ?? [], LOUD);
  return {
    url: `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}${path}`,
    prepare: (from, count) => waiting(own.store, from, count, shown),
    approved: (from, count) => approvedOf(own.store, from, count),
    async stop() {
      server.cut();
      await app?.stop();
      await own.remove();
    },
  };
}
