import { readRequestId } from './request-id.ts';

/** Azure keeps what it is given as the justification beside the opening; a longer one is cut here, so that Azure never refuses it. */
const LONGEST = 400;

/** What the cloud keeps beside everything that Ajar opens: `ajar aj-7k2m9q`, then whatever a person who finds it there should read. */
export const writeMarker = (id: string, rest: string): string => `ajar ${id} ${rest}`.slice(0, LONGEST);

/** The id of the request of ours that a justification names; undefined for other people's, and for none. */
export function readMarker(justification: string | undefined): string | undefined {
  const [, id = ''] = /^ajar ([0-9a-z-]+)/i.exec(justification ?? '') ?? [];
  return readRequestId(id);
}

/** Whom the request of ours that a justification names was for; undefined where it names nobody, or was cut. */
export const readMarkedPerson = (justification: string | undefined): string | undefined =>
  /^ajar \S+ for (.{1,200}?) \([0-9a-f-]{36}\)/i.exec(justification ?? '')?.[1];
