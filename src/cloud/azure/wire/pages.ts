import { z } from 'zod';
import { CloudError } from '../../../ports/provider.ts';
import { askTwice, startDeadline } from './call.ts';
import type { Doing } from './doing.ts';
import { patiently } from './patiently.ts';
import type { PlainGet } from './plain-get.ts';

/** Where a list begins. */
interface Start {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What is read of a list. */
export interface Listed<T> {
  readonly rows: readonly T[];
  /** Rows that could not be read. */
  readonly unread: number;
  /** There is more than was read. */
  readonly isCut: boolean;
}

/** What reads it: of Resource Manager or of Microsoft Graph. */
export interface Reader {
  readonly endpoint: string;
  readonly get: PlainGet;
  readonly limitMs: number;
}

const Page = z.object({
  value: z.array(z.unknown()),
  nextLink: z.string().nullish(),
  '@odata.nextLink': z.string().nullish(),
});

/** Every row of a list, over at most so many pages, each with its own time and repeated as Azure asks. Throws `CloudError`. */
export async function listAll<T>(
  { endpoint, get, limitMs }: Reader,
  doing: Doing,
  start: Start,
  row: z.ZodType<T>,
  mostPages: number,
): Promise<Listed<T>> {
  const rows: T[] = [];
  let unread = 0;
  let next: Start | undefined = start;
  for (let pages = 0; next && pages < mostPages; pages += 1) {
    const { path, query }: Start = next;
    const { value } = await patiently(() =>
      askTwice(doing, startDeadline(limitMs), (options) => get(path, query, options)),
    );
    const page = Page.safeParse(value);
    if (!page.success)
      throw new CloudError('broken', `Azure gave a list that cannot be read: ${cannot(doing)}`);
    for (const data of page.data.value) {
      const read = row.safeParse(data);
      if (read.success) rows.push(read.data);
      else unread += 1;
    }
    const link = page.data.nextLink || page.data['@odata.nextLink'];
    next = link ? follow(endpoint, link, doing) : undefined;
  }
  return { rows, unread, isCut: next !== undefined };
}

const cannot = ({ what }: Doing): string => `Ajar could not ${what}.`;

/** Only at the same address: the link comes from an answer, and Ajar's token goes with the call. */
function follow(endpoint: string, link: string, doing: Doing): Start {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url?.origin !== new URL(endpoint).origin)
    throw new CloudError(
      'broken',
      `Azure's list goes on at another address than ${doing.host}, where Ajar does not follow: ${cannot(doing)}`,
    );
  return { path: url.pathname, query: Object.fromEntries(url.searchParams) };
}
