import { expect, it } from 'vitest';
import { ADA, RILEY } from '../../sandbox/demo/people.ts';
import { createWorld } from '../fakes/world.ts';

it('the audit log comes as a file, in private', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7 because @SUM(1+1)');
  await world.say(ADA, 'audit vm-prod-01 as csv', world.stage.channel('general'));
  const [sent] = world.stage.files;
  expect(sent?.place.privateTo).toBe(ADA.id);
  const [head, line] = (sent?.file.text ?? '').split('\r\n');
  expect(head).toMatch(/^at,kind,actor id/);
  expect(line).toContain('asked');
  expect(line).toContain("'@SUM(1+1)");
  expect(sent?.file.name).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
});

it('somebody who may not read the log gets no file', async () => {
  const world = createWorld();
  await world.say(RILEY, 'audit vm-prod-01 as csv');
  expect(world.stage.files).toEqual([]);
});
