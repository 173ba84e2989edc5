import type { Doing, Learnt, Watch } from '../ports/watch.ts';
import type { Metrics } from './metrics.ts';
import { outcomeOf } from './outcome.ts';
import type { Tracer } from './traces.ts';
import { hereNow, onTrail, type Trail, traceOf } from './trail.ts';

export interface WatchParts {
  readonly metrics: Pick<Metrics, 'ended'>;
  /** Where traces are wanted. */
  readonly tracer?: Tracer;
  readonly newId: () => string;
  /** Whose requests they are. */
  readonly installation: string;
}

/** Counts what is done, and ties together what belongs to one request. */
export function createWatch(parts: WatchParts): Watch {
  return {
    during: (doing, work, learnt) => {
      const trail = trailFor(doing, parts);
      const span = trail && parts.tracer?.begin(doing, trail, hereNow());
      const began = performance.now();
      const end = (outcome: string, facts: Learnt, error?: unknown): void => {
        parts.metrics.ended(doing, outcome, (performance.now() - began) / 1_000, facts);
        span?.end(outcome, facts, error);
      };
      return onTrail(trail && { trail, span: span?.span }, async () => {
        try {
          const value = await work();
          end('ok', learnt?.(value) ?? {});
          return value;
        } catch (error) {
          end(outcomeOf(error), {}, error);
          throw error;
        }
      });
    },
  };
}

function trailFor(doing: Doing, { newId, installation }: WatchParts): Trail | undefined {
  const now = hereNow()?.trail;
  const of = (request: string): Trail => ({ trace: traceOf(request, installation).trace, request });
  switch (doing.what) {
    case 'look':
      return undefined; // whoever woke it is none of its business
    case 'delivery': {
      if (doing.request !== undefined) return of(doing.request);
      const spare = newId();
      return { trace: traceOf(spare, installation).trace, spare };
    }
    case 'deed':
    case 'card':
      return of(doing.request);
    case 'save':
    case 'call':
    case 'post':
    case 'copy':
      return now;
    default:
      return doing satisfies never;
  }
}
