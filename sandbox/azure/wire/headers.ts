import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { Family } from './routes.ts';

type Headers = Record<string, string | readonly string[]>;

/** What an answer's headers depend on, besides the answer. */
interface Asked {
  readonly family: Family;
  readonly method: string;
  /** Lists over several locations: ARM asks several back ends and names their requests. */
  readonly fannedOut: boolean;
  readonly correlation: string;
  /** By this Azure's own clock, in business time: a client takes nothing else for the time. */
  readonly now: Date;
  /** Requests of this kind since the start, for the remaining quota. */
  readonly count: number;
}

const BUCKETS: Record<string, readonly [name: string, size: number]> = {
  GET: ['x-ms-ratelimit-remaining-subscription-reads', 11_999],
  PUT: ['x-ms-ratelimit-remaining-subscription-writes', 1_199],
  POST: ['x-ms-ratelimit-remaining-subscription-writes', 1_199],
  DELETE: ['x-ms-ratelimit-remaining-subscription-deletes', 14_999],
};

/** The headers that real answers of each service carry, as recorded; the answer's own come last and win. */
export function headersOf(asked: Asked, answer: Answer): Headers {
  const routing = `SANDBOX:${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}:${asked.correlation}`;
  return {
    'Cache-Control': 'no-cache',
    Date: asked.now.toUTCString(),
    Pragma: 'no-cache',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'x-ms-correlation-request-id': asked.correlation,
    'x-ms-routing-request-id': routing,
    'X-Content-Type-Options': 'nosniff',
    Expires: '-1',
    ...quota(asked),
    ...SERVICES[asked.family](asked),
    ...answer.headers,
  };
}

/** Security answers count in a bucket of the resource provider's own for reads; pricings for writes too. */
function quota({ family, method, count }: Asked): Headers {
  const [name, size] = BUCKETS[method] ?? BUCKETS.GET!;
  const ofProvider = 'x-ms-ratelimit-remaining-subscription-resource-requests';
  if (family === 'pricings') return { [ofProvider]: String(left(249, count)) };
  if (family === 'jit' && method === 'GET') return { [ofProvider]: String(left(749, count)) };
  if (family === 'graph')
    return {
      'x-ms-ratelimit-remaining-tenant-resource-requests': String(left(14, count)),
      'x-ms-user-quota-remaining': String(left(14, count)),
      'x-ms-user-quota-resets-after': '00:00:05',
    };
  return { [name]: String(left(size, count)) };
}

// Only faults throttle in the sandbox; the numbers fall and start again, so that a client may read them.
const left = (size: number, count: number): number => size - (count % size);

const SERVICES: Record<Family, (asked: Asked) => Headers> = {
  // Since 2022 the request id of JIT answers is an empty string.
  jit: ({ fannedOut }) =>
    fannedOut
      ? { 'x-ms-request-id': '', 'x-ms-original-request-ids': ['', '', ''] }
      : { 'x-ms-request-id': '', Server: 'Kestrel' },
  pricings: () => ({ 'x-ms-request-id': randomUUID(), Server: 'Kestrel' }),
  network: () => ({
    'x-ms-request-id': randomUUID(),
    'x-ms-arm-service-request-id': randomUUID(),
    Server: ['Microsoft-HTTPAPI/2.0', 'Microsoft-HTTPAPI/2.0'],
  }),
  compute: () => ({
    'x-ms-request-id': randomUUID(),
    Server: ['Microsoft-HTTPAPI/2.0', 'Microsoft-HTTPAPI/2.0'],
  }),
  arm: ({ correlation }) => ({ 'x-ms-request-id': correlation }),
  authorization: ({ correlation }) => ({ 'x-ms-request-id': correlation }),
  graph: ({ correlation }) => ({
    'x-ms-request-id': correlation,
    'x-ms-resource-graph-request-duration': '0:00:00:00.0100000',
  }),
};
