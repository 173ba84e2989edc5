import { expect, it } from 'vitest';
import { ADA, OLLY } from '../../sandbox/demo/people.ts';
import { vmOf } from '../fakes/vms.ts';
import { createWorld, POLICY } from '../fakes/world.ts';

it('is filled in row by row where an app has no inputs', async () => {
  const world = createWorld({ policy: `${POLICY}\nsetup: { approval: none }\n` });
  world.cloud.vms.push(vmOf('web-09', [], { tags: { env: 'prod' } }));
  await world.say(ADA, 'enable jit on web-09');
  const card = world.card('jit', ADA)?.card;
  const draft = card?.card === 'jit' ? card.form.id : '';
  let presses = 0;
  const press = (choice: number, value?: string, person = ADA) =>
    world.flow.clicked({
      ...{ key: `p${++presses}`, person, place: world.stage.room(person.id), verb: 'choose', draft, choice },
      fields: value === undefined ? {} : { value },
    });
  expect(await press(1, '22/tcp max 1h from vpn')).toMatchObject({
    refused: false,
    card: { form: { rows: [{ port: '22/tcp', max: '60', from: '198.51.100.0/28' }, {}, {}, {}, {}, {}] } },
  });
  for (const row of [2, 3]) expect(await press(row)).toMatchObject({ sentence: `Row ${row} is empty.` });
  expect(await press(4, '22/any')).toMatchObject({ refused: false });
  expect(await press(0)).toMatchObject({ refused: true, sentence: expect.stringContaining('overlap') });
  expect(await press(4)).toMatchObject({ refused: false });
  expect(await press(1, '22 and 23')).toMatchObject({ refused: true });
  expect(await press(0, undefined, OLLY)).toMatchObject({ refused: true });
  expect(await press(0)).toMatchObject({ refused: false });
  await world.choose(ADA, 0);
  await world.settle();
  expect(world.cloud.jitSetup.written).toMatchObject([
    { rules: [{ number: 22, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['198.51.100.0/28'] }] },
  ]);
});
