import { afterAll, beforeAll, expect, it } from 'vitest';
import { AVERY, BOT_ID, RILEY, TENANT_ID } from '../../../sandbox/demo/people.ts';
import { createTeamsChat } from '../../../src/chat/teams/chat.ts';
import type { TeamsSettings } from '../../../src/chat/teams/settings.ts';
import { NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import type { Desk } from '../../e2e/desk.ts';
import { openStubDesk } from '../../e2e/stub.ts';
import { serveChat } from '../../fakes/table.ts';

let riley: Desk;
let avery: Desk;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const settings: TeamsSettings = {
    ...{
      appId: BOT_ID,
      cloud: NATIONAL_CLOUDS.public.bot,
      appType: 'SingleTenant',
      appTenant: TENANT_ID,
      tenants: [TENANT_ID],
    },
    ...{ auth: 'off', roster: 'off', bind: '127.0.0.1', production: false },
  };
  const served = await serveChat((deps) => createTeamsChat(settings, deps));
  const url = `http://127.0.0.1:${served.port}/api/messages`;
  riley = await openStubDesk(RILEY, url);
  avery = await openStubDesk(AVERY, url);
  stops.push(riley.close, avery.close, served.close);
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

it('an address that no button has is typed into the card', async () => {
  await riley.say('open 22 on vm-prod-02 for 1h');
  const address = (typed: string) =>
    riley.press('Use this address', {
      on: ['From which address'],
      fields: { 'Another address': typed },
    });
  expect(await address('')).toContain('Nothing was chosen.');
  expect(await address('somewhere')).toContain('somewhere');
  expect(await address('203.0.113.9')).toContain('203.0.113.9');
  await avery.reads('Waiting for approval', 'vm-prod-02', '203.0.113.9');
});

it('what a reviewer found is typed into the card of a broken glass, which closes the review', async () => {
  await riley.say('break glass: open 22 on vm-prod-02 for 30m from 203.0.113.7 because the shop is down');
  await riley.press('Break the glass', { on: ['at once, without approval'] });
  const find = (found: string) =>
    avery.press('Close the review', {
      on: ['Riley Requester broke the glass'],
      fields: { 'What did you find? It closes the review': found },
    });
  expect(await find('')).toContain('Say what you found');
  await find('the shop was down, and nothing else');
  await avery.reads('Riley Requester broke the glass', 'who found: the shop was down, and nothing else');
});
