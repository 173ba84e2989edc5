import { createHash } from 'node:crypto';
import { AJAR } from '../../access/person.ts';
import type { Stored } from '../../ports/store.ts';
import { alarmPlaces } from '../cards/copies.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { eventOf } from '../step/event.ts';

/** Tells the requester and on-call, loudly, that the cloud is not as it was approved; each change once. */
export async function tellDrift(deps: Deps, stored: Stored, sentences: readonly string[]): Promise<void> {
  const { request } = stored;
  const at = deps.clock.now();
  const said = { actor: AJAR, app: 'ajar', detail: sentences.join(' ') };
  await tell(deps, {
    id: `drift/${request.id}/${hashOf(sentences.join('\n'))}/${hourOf(at)}`,
    bulletin: {
      ...{ status: 'told', at, loud: true, title: `${request.id} is not as it was approved` },
      ...{ sentences: [`It is ${request.requester.name}'s.`, ...sentences], again: request.id },
    },
    places: await alarmPlaces(deps, stored),
    event: eventOf(request, 'drift', at, said),
  });
}

/** Short, and the same in every process. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The same change, mended and made once more, is told once more; within an hour it is taken for the same. */
const hourOf = (at: Date): string => at.toISOString().slice(0, 13);
