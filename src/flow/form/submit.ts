import { createHash } from 'node:crypto';
import { formatPort } from '../../access/port.ts';
import type { FilledForm, FormAnswer } from '../../ports/form.ts';
import { recordRefusal } from '../cards/reply.ts';
import { rememberZone } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { place } from '../step/place-request.ts';
import { refusedPart } from './faults.ts';
import { keepForm, recallForm } from './kept-form.ts';
import { oneLine } from './one-line.ts';
import { readForm } from './read-form.ts';

/** A form that was sent: asked for like any sentence, or given back with what is wrong at each field. */
export async function submit(deps: Deps, filled: FilledForm): Promise<FormAnswer> {
  const { person } = filled;
  // A form that was put right is another delivery than the one before, whatever its app calls it.
  const key = `${filled.key}/${createHash('sha256').update(JSON.stringify(filled.fields)).digest('hex')}`;
  const before = await deps.store.answered(key);
  if (before) return before;
  await rememberZone(deps, person.id, filled.zone);
  const kept = await recallForm(deps, filled.form, person);
  if (!kept) return { sentence: 'This form is more than an hour old. Open a new one.', refused: true };
  await keepForm(deps, { ...kept, fields: filled.fields });
  const read = await readForm(deps, kept, filled.fields);
  if ('faults' in read) return read;
  const { askOnly } = filled;
  const asking = { key, person, place: filled.place, ...(askOnly ? { askOnly } : {}) };
  const placed = await place(deps, asking, read.wish);
  if (!('refused' in placed)) {
    const { request } = placed.stored;
    return {
      sentence: `Asked as ${request.id}.`,
      refused: false,
      request: request.id,
      line: oneLine(read.wish),
    };
  }
  const { vms, ports, sources } = read.wish;
  await recordRefusal(deps, asking, placed.refused, {
    about: {
      ...{ vms: vms.map((vm) => vm.id), ports: ports.map(formatPort), sources },
      ...{ rules: placed.rules, policy: placed.policy },
    },
  });
  return { faults: { [refusedPart(deps, person.id, read.wish, filled.fields)]: placed.refused } };
}
