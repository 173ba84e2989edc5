import { CloudError } from '../../../ports/provider.ts';
import type { Clients } from './clients.ts';

/** What fails before anything was sent changes nothing. */
export async function beforeSending<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { kind, message, cause, retryAfterMs, trace } = error;
    throw new CloudError(kind, message, { cause, retryAfterMs, trace, nothingSent: true });
  }
}

/** Too little of a deed's time is left to learn what would become of a call. */
export const outOfTime = (clients: Clients): CloudError =>
  new CloudError(
    'busy',
    `Azure at ${new URL(clients.settings.endpoint).host} was too slow to ask it for more; Ajar tries again.`,
    { nothingSent: true },
  );
