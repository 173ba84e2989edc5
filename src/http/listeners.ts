import type { Log } from '../ports/log.ts';
import type { Route } from '../ports/web.ts';
import { createHttpServer } from './server.ts';

/** Where the two listeners are; the internal one is for whatever watches over the process. */
export interface ListenerSettings {
  readonly host: string;
  readonly port: number;
  readonly internalHost: string;
  readonly internalPort: number;
}

/** The ports that they got. */
export interface Ports {
  readonly port: number;
  readonly internalPort: number;
}

export interface Listeners {
  /** The internal one first, so that it can say that the other is not there yet. */
  listen(): Promise<Ports>;
  /** From now on whoever comes again is sent elsewhere. */
  letGo(): void;
  /** Nobody is let in any more; resolves when those inside have their answers. */
  close(): Promise<void>;
  /** Ends both, with whoever is still there. */
  end(): Promise<void>;
}

/** Strangers reach the public listener: signed webhooks and single-use pages. Nothing else is on it. */
export function createListeners(
  settings: ListenerSettings,
  routes: { readonly public: readonly Route[]; readonly internal: readonly Route[] },
  log: Log,
): Listeners {
  const open = createHttpServer(routes.public, log);
  const internal = createHttpServer(routes.internal, log);
  return {
    async listen() {
      const internalPort = await internal.listen(settings.internalHost, settings.internalPort, INTERNAL);
      return { internalPort, port: await open.listen(settings.host, settings.port) };
    },
    letGo: open.letGo,
    close: open.close,
    async end() {
      open.cut();
      internal.cut();
      await Promise.all([open.close(), internal.close()]);
    },
  };
}

const INTERNAL = { host: 'AJAR_INTERNAL_HOST', port: 'AJAR_INTERNAL_PORT' };
