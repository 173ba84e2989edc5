import type { Store } from '../ports/store.ts';
import type { Route } from '../ports/web.ts';

/** How this process is, each as a sentence. */
export interface Health {
  /** What keeps it from being sent anything; none when it is ready. */
  readonly missing: readonly string[];
  /** What is not well, and is no better in another instance. */
  readonly remarks: readonly string[];
}

export interface HealthParts {
  readonly store: Pick<Store, 'nextDue'>;
  /** How long ago the clockwork last looked at what is due, in real milliseconds; undefined before its first look. */
  readonly lookedAgo: () => number | undefined;
  /** How long ago it last began or ended a look, whatever became of it. */
  readonly turnedAgo: () => number;
  readonly stopping: () => boolean;
  /** Chat apps that keep a connection of their own, and whether it stands. */
  readonly connected: () => Readonly<Record<string, boolean>>;
  /** Whether chat apps send what they have to this process's listener: then it may be of use without the others. */
  readonly hasDoors: boolean;
}

/** Real milliseconds: a probe does not wait for ever, and the clockwork sweeps every 15 s at the latest. */
const STORE_MS = 2_000;
const LOOKS_MS = 60_000;
/** A look that hangs, or that nobody begins: the process is of no use any more. */
const TURNS_MS = 180_000;

/** Whether this process can do its work. Clouds that are away are none of it: another instance has no better ones. */
export async function healthOf(
  { store, lookedAgo, stopping, connected, hasDoors }: HealthParts,
  storeMs = STORE_MS,
): Promise<Health> {
  const ago = lookedAgo();
  const away = Object.entries(connected()).flatMap(([app, stands]) =>
    stands ? [] : [`The connection to ${app} does not stand; it is tried again, and the log says why.`],
  );
  return {
    missing: [
      ...(stopping() ? ['Ajar is stopping: it ends what is under way, and is to be sent nothing more.'] : []),
      ...((await answers(store, storeMs)) ? [] : ['The store does not answer; "ajar doctor" says more.']),
      ...(ago === undefined ? ['The clockwork has not looked at what is due yet.'] : []),
      ...(ago !== undefined && ago > LOOKS_MS
        ? [`The clockwork last looked at what is due ${Math.round(ago / 1000)} s ago; the log says why.`]
        : []),
      // Where others come in by the listener, they must not be turned away for it.
      ...(hasDoors ? [] : away),
    ],
    remarks: hasDoors ? away : [],
  };
}

async function answers(store: HealthParts['store'], ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const asked = store.nextDue().then(
    () => true,
    () => false,
  );
  return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
}

/**
 * Whether it is worth going on: only a clockwork that stands still is mended by a new process. A store that is away is not, and
 * what is ended in order is not ended sooner by force.
 */
function standsStill({ turnedAgo, stopping }: HealthParts): string | undefined {
  const ago = turnedAgo();
  if (stopping() || ago <= TURNS_MS) return undefined;
  return `The clockwork has stood still for ${Math.round(ago / 1000)} s.`;
}

/** For whatever watches over the process, on the internal listener alone. */
export const healthRoutes = (parts: HealthParts): readonly Route[] => [
  {
    ...{ method: 'GET', path: '/healthz', signedBy: 'nobody: it says nothing but that the clockwork turns' },
    handle: async (_request, response) => {
      const why = standsStill(parts);
      const body = { alive: why === undefined, reasons: why === undefined ? [] : [why] };
      response.writeHead(body.alive ? 200 : 503, JSON_TYPE).end(`${JSON.stringify(body)}\n`);
    },
  },
  {
    ...{
      method: 'GET',
      path: '/readyz',
      signedBy: 'nobody: it says what is missing, and nothing of anybody',
    },
    handle: async (_request, response) => {
      const { missing, remarks } = await healthOf(parts);
      const ready = missing.length === 0;
      response
        .writeHead(ready ? 200 : 503, JSON_TYPE)
        .end(`${JSON.stringify({ ready, reasons: missing, remarks })}\n`);
    },
  },
];

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
