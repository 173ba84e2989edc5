import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Span } from '@opentelemetry/api';
import { readRequestId } from '../access/request-id.ts';

/** What everything that is done now belongs to: it is on each line of the log, and names the trace. */
export interface Trail {
  /** Of 32 hexadecimal digits. */
  readonly trace: string;
  /** The request, or the record, as soon as it is known. */
  request?: string;
  /** The id that a request gets which is asked for now: so its trace begins with what was said. */
  spare?: string;
}

/** Where on its trail something is. */
interface Here {
  readonly trail: Trail;
  readonly span?: Span | undefined;
}

const here = new AsyncLocalStorage<Here | undefined>();

export const hereNow = (): Here | undefined => here.getStore();

export const trailNow = (): Trail | undefined => hereNow()?.trail;

export const onTrail = <T>(at: Here | undefined, work: () => T): T => here.run(at, work);

/**
 * A request's trace is known by its id alone, so that whatever belongs to it is one trace, in whichever process and however much
 * later: nothing is kept or handed on for it. `of` tells the requests of several installations apart.
 */
export function traceOf(request: string, of: string): { readonly trace: string; readonly root: string } {
  const hash = createHash('sha256').update(`${of} ${request}`).digest('hex');
  return { trace: hash.slice(0, 32), root: hash.slice(32, 48) };
}

/** The first id that a new request gets is the one that its trail began with. */
export const newIdOr = (fresh: () => string) => (): string => {
  const trail = trailNow();
  const spare = trail?.spare;
  if (trail) delete trail.spare;
  return spare ?? fresh();
};

/** Now it is known what it is about; the first one is. */
export function isAbout(request: string | undefined): void {
  const trail = trailNow();
  if (trail && request !== undefined) trail.request ??= request;
}

/** The request that a text names. */
export function namedIn(text: string): string | undefined {
  for (const [word] of text.matchAll(/\baj-[a-z0-9]{6}\b/gi)) {
    const id = readRequestId(word);
    if (id !== undefined) return id;
  }
  return undefined;
}
