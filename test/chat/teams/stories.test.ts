import { AVERY, BLAKE, BOT_ID, HANA, RILEY, TENANT_ID } from '../../../sandbox/demo/people.ts';
import { createTeamsChat } from '../../../src/chat/teams/chat.ts';
import type { TeamsSettings } from '../../../src/chat/teams/settings.ts';
import { NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import { storiesIn } from '../../contracts/stories.ts';
import type { Desk } from '../../e2e/desk.ts';
import { openStubDesk } from '../../e2e/stub.ts';
import { timeOf } from '../../fakes/clock.ts';
import { serveChat } from '../../fakes/table.ts';

storiesIn('Teams', async () => {
  const settings: TeamsSettings = {
    ...{
      appId: BOT_ID,
      cloud: NATIONAL_CLOUDS.public.bot,
      appType: 'SingleTenant',
      appTenant: TENANT_ID,
      tenants: [TENANT_ID],
    },
    ...{ auth: 'off', roster: 'required', bind: '127.0.0.1', production: false },
  };
  const served = await serveChat((deps) => createTeamsChat(settings, { ...deps, time: timeOf(deps.clock) }));
  const url = `http://127.0.0.1:${served.port}/api/messages`;
  const now = (): number => served.clock.now().getTime();
  const desks = [RILEY, AVERY, BLAKE, HANA].map((person) =>
    openStubDesk(person, url, { guest: person === HANA, now }),
  );
  const [riley, avery, blake, hana] = (await Promise.all(desks)) as [Desk, Desk, Desk, Desk];
  return {
    ...{ ...served, riley, avery, blake, hana },
    async close() {
      await Promise.all([riley, avery, blake, hana].map((desk) => desk.close()));
      await served.close();
    },
  };
});
