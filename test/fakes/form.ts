import { RILEY } from '../../sandbox/demo/people.ts';
import type { FilledForm, Form } from '../../src/ports/form.ts';
import type { World } from './world.ts';

export const place = (world: World) => world.stage.room(RILEY.id);

/** Riley opens a form. */
export const begin = (
  world: World,
  more: Partial<Parameters<World['flow']['form']>[0]> = {},
): Promise<Form> => world.flow.form({ person: RILEY, place: place(world), ...more });

/** And picks a VM in it. */
export async function picked(world: World, name: string): Promise<Form> {
  const [vm] = await world.flow.vms(RILEY, name, 5);
  const form = await begin(world);
  return begin(world, { form: form.id, vm: vm?.key ?? '' });
}

export const FILLED = {
  ports: '3389/tcp',
  minutes: '60',
  otherSource: '203.0.113.7',
  justification: 'the spooler hangs, INC-123',
};

export const send = (
  world: World,
  form: Form,
  fields: FilledForm['fields'],
  more: Partial<FilledForm> = {},
): ReturnType<World['flow']['submitted']> =>
  world.flow.submitted({
    ...{ key: world.key(), person: RILEY, place: place(world), form: form.id, fields },
    ...more,
  });
