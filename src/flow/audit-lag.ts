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

/** Once a day: on-call hears that the log lacks an event, which is no reason to leave a port open. */
export async function tellBroken(deps: Deps, message: string): Promise<void> {
  const at = deps.clock.now();
  const id = `log/broken/${at.toISOString().slice(0, 10)}`;
  if (await deps.store.findRecord(id)) return;
  deps.log.error({ reason: message }, 'the audit log is broken');
  await tellDuty(deps, id, 'The audit log is broken', [
    message,
    'What is due is done all the same, and is written down. Copies of the log get nothing more of it until this is looked into.',
  ]);
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
  return tellDuty(
    deps,
    `sink/${sink}/${at.toISOString().slice(0, 10)}`,
    'A copy of the audit log is behind',
    sentences,
  );
}

async function tellDuty(
  deps: Deps,
  id: string,
  title: string,
  sentences: readonly string[],
): Promise<boolean> {
  const at = deps.clock.now();
  return tell(deps, {
    id,
    bulletin: { ...DUTY, at, title, sentences },
    places: await dutyPlaces(deps),
    event: {
      ...{ at, kind: 'sinkBehind', actor: AJAR, app: 'ajar', detail: sentences.join(' '), rules: [] },
      ...{ policy: deps.policy().hash, vms: [], ports: [], sources: [], traces: [] },
    },
  });
}
