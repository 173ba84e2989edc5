import { AJAR } from '../access/person.ts';
import { tell } from './cards/tell.ts';
import { dutyPlaces } from './clockwork/tell-stall.ts';
import type { Deps } from './deps.ts';

/** A copy of the audit log that lacks events for longer than it should. */
export interface Behind {
  readonly sink: string;
  /** When the first event happened that it lacks. */
  readonly since: Date;
  readonly why?: string;
}

const DUTY = { status: 'told', loud: true, pages: true } as const;

/** Once a day for each sink, whichever process finds it: on-call hears that the log has no copy there from then on. */
export async function tellBehind(deps: Deps, { sink, since, why }: Behind): Promise<boolean> {
  const at = deps.clock.now();
  const sentences = [
    `The ${sink} copy of the audit log lacks what happened since ${since.toISOString()}. Nothing is lost: it is sent when the copy takes it.`,
    ...(why === undefined ? [] : [why]),
    '"ajar doctor" tells how far each copy is.',
  ];
  return tell(deps, {
    id: `sink/${sink}/${at.toISOString().slice(0, 10)}`,
    bulletin: { ...DUTY, at, title: 'A copy of the audit log is behind', sentences },
    places: await dutyPlaces(deps),
    event: {
      ...{ at, kind: 'sinkBehind', actor: AJAR, app: 'ajar', detail: sentences.join(' '), rules: [] },
      ...{ policy: deps.policy().hash, vms: [], ports: [], sources: [], traces: [] },
    },
  });
}
