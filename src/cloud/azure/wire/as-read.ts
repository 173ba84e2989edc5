import { CloudError } from '../../../ports/provider.ts';
import { orError } from './call.ts';
import { readVendorError } from './vendor-error.ts';

/**
 * Sends a change of what was read under this etag, for nothing newer (`If-Match`). Where Azure refuses that (412) although nobody
 * changed it, it compares with something else, and no closing waits for ever for that: it is sent without.
 */
export async function sendAsRead<T>(
  etag: string | undefined,
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
  isStill: () => Promise<boolean>,
): Promise<T> {
  if (etag === undefined) return send({});
  const taken = await orError(send({ 'If-Match': etag }));
  if (!(taken instanceof CloudError)) return taken;
  if (readVendorError(taken.cause).status !== 412 || !(await isStill())) throw taken;
  return send({});
}
