import { type Answer, ArmError } from './answer.ts';
import type { Call } from './routes.ts';

/** One page of a list; `nextLink` follows the host that the client used and is absent on the last page. */
export function page(call: Call, items: readonly unknown[], size: number): Answer {
  const skip = Number(call.query.get('$skiptoken') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < 0)
    throw new ArmError(
      400,
      'InvalidSkipToken',
      `The skip token '${call.query.get('$skiptoken')}' is not valid.`,
    );
  const value = items.slice(skip, skip + size);
  if (skip + size >= items.length) return { status: 200, body: { value } };
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', String(skip + size));
  return { status: 200, body: { value, nextLink: `${call.origin}${call.path}?${query}` } };
}
