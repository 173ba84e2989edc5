import { z } from 'zod';

const Match = z.strictObject({
  /** Which server: Resource Manager (the default), the identity endpoint or Microsoft Graph. */
  on: z.enum(['arm', 'identity', 'graph']).default('arm'),
  method: z.string().optional(),
  pathPrefix: z.string().optional(),
  pathContains: z.string().optional(),
  pathEnds: z.string().optional(),
  /** How many requests to let through first. */
  skip: z.int().min(0).default(0),
  /** How many requests it hits; 0 means until it is called off. */
  times: z.int().min(0).default(1),
});

const Kind = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    code: z.string().default('SandboxFault'),
    message: z.string().default('The sandbox was told to answer this.'),
    /** Seconds for the Retry-After header; none when left out. */
    retryAfter: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('slow'), ms: z.int().min(0) }),
  z.strictObject({ kind: z.literal('drop-answer') }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('never-opens') }),
  z.strictObject({
    kind: z.literal('accept-then-fail'),
    /** The port status that the failed request then shows; the real word is not known. `Initiated` makes Azure lie. */
    portStatus: z.string().default('Failed'),
    portStatusReason: z.string().default('InternalError'),
  }),
  /** An answer that is not so: IP flow verify says the opposite. */
  z.strictObject({ kind: z.literal('lie') }),
  /** Somebody else makes this edit right before the request is handled: between a client's read and its write. */
  z.strictObject({ kind: z.literal('meanwhile'), edit: z.unknown() }),
]);

const FaultOrder = z.strictObject({ match: Match.prefault({}), fault: Kind });

/**
 * What to do to a request instead of, or beside, answering it. `never-opens` and `accept-then-fail` are for operations that
 * go on after their answer: a JIT request (202, then nothing opens) and network writes (the operation never ends, or fails).
 */
export type Fault = z.infer<typeof Kind>;
export type FaultOrder = z.input<typeof FaultOrder>;

/** The faults that were ordered and are not used up. */
export interface Faults {
  /** Throws a sentence when the order cannot be read; answers its number. */
  order(order: unknown): number;
  /** The first fault that hits this request; hitting uses it up. */
  take(on: 'arm' | 'identity' | 'graph', method: string, path: string): Fault | undefined;
  /** What was ordered and not used up. */
  left(): readonly unknown[];
  clear(): void;
}

export function createFaults(): Faults {
  let orders: (z.output<typeof FaultOrder> & { id: number })[] = [];
  let last = 0;
  return {
    order(order) {
      const read = FaultOrder.safeParse(order);
      if (!read.success) throw new Error(`This is no fault: ${z.prettifyError(read.error)}`);
      orders.push({ ...read.data, id: ++last });
      return last;
    },
    take(on, method, path) {
      const hit = orders.find(({ match }) => match.on === on && hits(match, method, path));
      if (!hit) return undefined;
      if (hit.match.skip > 0) {
        hit.match.skip -= 1;
        return undefined;
      }
      if (hit.match.times === 1) orders = orders.filter((order) => order !== hit);
      else if (hit.match.times > 1) hit.match.times -= 1;
      return hit.fault;
    },
    left: () => orders,
    clear() {
      orders = [];
    },
  };
}

function hits(match: z.output<typeof Match>, method: string, path: string): boolean {
  const lower = path.toLowerCase();
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.pathPrefix === undefined || lower.startsWith(match.pathPrefix.toLowerCase())) &&
    (match.pathEnds === undefined || lower.endsWith(match.pathEnds.toLowerCase())) &&
    (match.pathContains === undefined || lower.includes(match.pathContains.toLowerCase()))
  );
}
