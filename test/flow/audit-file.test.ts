import { expect, it } from 'vitest';
import { ADA, RILEY } from '../../sandbox/demo/people.ts';
import type { NewEvent } from '../../src/access/audit-event.ts';
import { CloudError } from '../../src/ports/provider.ts';
import { createWorld, type World } from '../fakes/world.ts';

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

it('says how far back it looked in whole days', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  const titles: string[] = [];
  for (const span of ['7d', 'day', '90m']) {
    await world.say(ADA, `audit vm-prod-01 last ${span} as csv`);
    titles.push(world.stage.files.at(-1)?.file.title ?? '');
  }
  expect(titles.map((title) => title.split(', ')[1])).toEqual(['last 7 days', 'last day', 'last 1 h 30 min']);
});

it('what is told of a VM that neither Azure nor a request has any more is found by its whole id', async () => {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  await world.say(RILEY, 'cancel aj-000001');
  await world.store.drop('aj-000001');
  const [gone] = world.cloud.vms.splice(0, 1);
  await world.say(ADA, 'audit vm-prod-01');
  expect(world.told(ADA)).toContain(
    'I know no VM called vm-prod-01. What is told of one that exists no more',
  );
  await world.say(ADA, `audit ${gone?.id}`);
  expect(world.card('audit', ADA)?.card).toMatchObject({ events: [{ kind: 'cancel' }, { kind: 'asked' }] });
});

it('somebody who may not read the log gets no file', async () => {
  const world = createWorld();
  await world.say(RILEY, 'audit vm-prod-01 as csv');
  expect(world.stage.files).toEqual([]);
});

/** As many lines of one VM as that. */
async function withLines(count: number): Promise<World> {
  const world = createWorld();
  await world.say(RILEY, 'open 3389 on vm-prod-01 for 1h from 203.0.113.7');
  const [asked] = (await world.store.events({ limit: 1 })) as NewEvent[];
  for (let line = 1; line < count; line += 1) if (asked) await world.store.record(asked);
  return world;
}

it('a file that cannot hold everything says so, and where the rest is', async () => {
  const whole = await withLines(1_000);
  await whole.say(ADA, 'audit as csv');
  expect(whole.stage.files[0]?.file.title).toBe('Audit: everything, 1000 events');
  const cut = await withLines(1_001);
  await cut.say(ADA, 'audit as csv');
  const [sent] = cut.stage.files;
  expect(sent?.file.text.trim().split('\r\n')).toHaveLength(1_001);
  expect(sent?.file.title).toBe('Audit: everything, the newest 1000 events alone');
  expect(cut.told(ADA)).toContain('"ajar audit export" has all');
});

it('an event about two VMs of one name is one line', async () => {
  const world = createWorld();
  const ids = (await world.cloud.inventory.all()).filter(({ name }) => name === 'twin').map(({ id }) => id);
  await world.say(RILEY, `open 22 on ${ids.join(' and ')} for 1h from 203.0.113.7`);
  await world.say(ADA, 'audit twin as csv');
  const lines = world.stage.files[0]?.file.text.trim().split('\r\n') ?? [];
  expect(lines).toHaveLength((await world.audit()).length + 1);
});

it('the log can be read while the inventory cannot', async () => {
  const world = await withLines(1);
  world.runner.deps.inventory.all = async () => {
    throw new CloudError('busy', 'Azure is busy.');
  };
  await world.say(ADA, 'audit vm-prod-01');
  expect(world.card('audit', ADA)?.card).toMatchObject({ events: [{ kind: 'asked' }] });
  await world.say(ADA, 'audit web-01');
  expect(world.told(ADA)).toContain('The list of VMs cannot be read just now.');
});
