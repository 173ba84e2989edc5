import type { Store } from '../ports/store.ts';
import type { Route } from '../ports/web.ts';

/** What keeps this process from being sent anything: sentences, none when it is ready. */
export type Missing = () => Promise<readonly string[]>;

export interface HealthParts {
  readonly store: Pick<Store, 'nextDue'>;
  /** How long ago the clockwork last looked at what is due, in real milliseconds; undefined before its first look. */
  readonly lookedAgo: () => number | undefined;
  readonly stopping: () => boolean;
}

/** Real milliseconds: a probe does not wait for ever, and the clockwork sweeps every 15 s at the latest. */
const STORE_MS = 2_000;
const LOOKS_MS = 60_000;

/** Whether this process can do its work. Chat apps and clouds that are away are none of it: another instance has no better ones. */
export const missingIn =
  ({ store, lookedAgo, stopping }: HealthParts, storeMs = STORE_MS): Missing =>
  async () => {
    const ago = lookedAgo();
    return [
      ...(stopping() ? ['Ajar is stopping: it ends what is under way, and is to be sent nothing more.'] : []),
      ...((await answers(store, storeMs)) ? [] : ['The store does not answer; "ajar doctor" says more.']),
      ...(ago === undefined ? ['The clockwork has not looked at what is due yet.'] : []),
      ...(ago !== undefined && ago > LOOKS_MS
        ? [`The clockwork last looked at what is due ${Math.round(ago / 1000)} s ago; the log says why.`]
        : []),
    ];
  };

async function answers(store: HealthParts['store'], ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const asked = store.nextDue().then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
}

/** For whatever watches over the process, on the internal listener alone. */
export const healthRoutes = (missing: Missing): readonly Route[] => [
  {
    ...{ method: 'GET', path: '/healthz', signedBy: 'nobody: it says nothing but that the process answers' },
    handle: async (_request, response) => {
      response.writeHead(200, PLAIN).end('ok\n');
    },
  },
  {
    ...{
      method: 'GET',
      path: '/readyz',
      signedBy: 'nobody: it says what is missing, and nothing of anybody',
    },
    handle: async (_request, response) => {
      const sentences = await missing();
      response
        .writeHead(sentences.length === 0 ? 200 : 503, PLAIN)
        .end(`${sentences.length === 0 ? 'ready' : sentences.join('\n')}\n`);
    },
  },
];

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
