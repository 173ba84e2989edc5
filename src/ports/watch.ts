import type { AuditKind } from '../access/audit-event.ts';

/** Something that Ajar does, for whoever watches: nothing is decided by it, and nothing in it is a person's. */
export type Doing =
  /** What a chat app brought; `request` is the id that it came with. */
  | { readonly what: 'delivery'; readonly app: string; readonly kind: string; readonly request?: string }
  /** The clockwork looks at what is due; it is about nothing yet. */
  | { readonly what: 'look' }
  /** The id is that of a request or a record. */
  | { readonly what: 'deed' | 'card'; readonly request: string }
  | { readonly what: 'save'; readonly kind: AuditKind; readonly request?: string }
  /** One HTTP request to a cloud. */
  | { readonly what: 'call'; readonly service: CloudService; readonly method: string }
  | { readonly what: 'post'; readonly app: string; readonly kind: 'show' | 'redraw' | 'file' }
  | { readonly what: 'copy'; readonly sink: string };

export type CloudService = 'arm' | 'graph';

/** What was learnt by it: a status, an id of the cloud's. */
export type Learnt = Readonly<Record<string, string | number>>;

/** Stands around what is done. The work is done as it would be without, and its failure is thrown as it was. */
export interface Watch {
  during<T>(doing: Doing, work: () => Promise<T>, learnt?: (value: T) => Learnt): Promise<T>;
}
