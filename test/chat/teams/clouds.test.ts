import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botConfig } from '../../../src/chat/teams/door/bot-config.ts';
import { allowedHosts } from '../../../src/chat/teams/settings.ts';
import { CLOUDS, type CloudName, NATIONAL_CLOUDS } from '../../../src/settings/national-clouds.ts';
import { SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { activity, PERSONAL } from './activities.ts';
import { APP_ID, TENANT } from './signer.ts';
import { settingsFor, startWorld, type World } from './world.ts';

const settingsOf = (name: CloudName) => settingsFor({ cloud: NATIONAL_CLOUDS[name].bot });

describe.each(CLOUDS)('a bot in the cloud "%s"', (name) => {
  const { bot } = NATIONAL_CLOUDS[name];
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ cloud: bot });
  });
  afterAll(() => world.stop());

  it('takes a token of its own Bot Framework', async () => {
    expect((await world.post(activity(world.stub.url, { text: 'hello' }))).status).toBe(200);
    expect(world.heard.saids.map(({ text }) => text)).toEqual(['hello']);
  });

  for (const other of CLOUDS.filter((each) => each !== name))
    it(`refuses one of the Bot Framework of "${other}", though it is signed and for this bot`, async () => {
      const heard = world.heard.saids.length;
      const token = world.stub.token({ iss: NATIONAL_CLOUDS[other].bot.issuer });
      const reply = await world.post(activity(world.stub.url), { authorization: `Bearer ${token}` });
      expect([reply.status, reply.text, world.heard.saids.length]).toEqual([401, '', heard]);
    });

  it('answers with a token for its own connector, got at its own sign-in', async () => {
    await world.post(activity(world.stub.url, { text: 'hello again' }));
    const place = { app: 'teams', service: world.stub.url, conversation: PERSONAL };
    await world.chat.show(SAMPLE_CARDS.answer, { place, slot: 'a' } as never).catch(() => undefined);
    const used = world.stub.calls.map(({ authorization }) => authorization);
    expect(new Set(used)).toEqual(
      new Set([`Bearer stub-token for ${bot.scope} from ${bot.login}/${TENANT}`]),
    );
  });

  it('has the library sign in at its own tenant of that cloud', async () => {
    const config = botConfig(settingsOf(name));
    const credentials = await new ConfigurationServiceClientCredentialFactory(config).createCredentials(
      ...[APP_ID, config.ToChannelFromBotOAuthScope, config.ToChannelFromBotLoginUrl, true],
    );
    expect(JSON.parse(JSON.stringify(credentials))).toMatchObject({
      ...{ appId: APP_ID, oAuthScope: bot.scope, oAuthEndpoint: `${bot.login}/${TENANT}` },
    });
  });

  it('sends to hosts of its own Teams alone', () => {
    const { serviceHosts: _hosts, ...settings } = settingsOf(name);
    const foreign = CLOUDS.filter((each) => each !== name).flatMap((each) => NATIONAL_CLOUDS[each].bot.hosts);
    expect(allowedHosts(settings).filter((host) => foreign.includes(host))).toEqual([]);
  });
});
