import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activity, PERSONAL } from '../chat/teams/activities.ts';
import { readCard } from '../chat/teams/read-card.ts';
import { TENANT } from '../chat/teams/signer.ts';
import { CHANNEL, memberRiley, startWorld, type World } from '../chat/teams/world.ts';
import { AVERY, RILEY } from '../contracts/sample-cards.ts';

const AVERYS = 'a:personal-avery';
const UPLOAD = {
  uploadUrl: 'https://contoso-my.sharepoint.com/personal/avery/upload',
  contentUrl: 'https://contoso-my.sharepoint.com/personal/avery/audit.csv',
  uniqueId: '1',
  fileType: 'csv',
};

describe('H1: a file goes to the person it was offered to, whatever a consent names', () => {
  let world: World;
  let context: { file: string };
  beforeEach(async () => {
    world = await startWorld();
    world.stub.conversations.add(AVERYS);
    const avery = memberRiley({ id: '29:avery', aadObjectId: AVERY.id, name: AVERY.name });
    for (const place of [AVERYS, PERSONAL]) world.stub.members.set(`${place} 29:avery`, avery);
    const place = { app: 'teams', service: world.stub.url, conversation: PERSONAL, privateTo: RILEY.id };
    await world.chat.send({ name: 'audit.csv', title: 'The audit', text: 'secret,rows' }, place);
    const [message] = world.stub.messages.values();
    context = message?.activity.attachments?.[0]?.content.acceptContext as { file: string };
  });
  afterEach(() => world.stop());

  const consent = (value: object, more: object = {}) =>
    world.post(
      activity(world.stub.url, {
        ...{ type: 'invoke', name: 'fileConsent/invoke', text: undefined },
        value: { type: 'fileUpload', action: 'accept', context, uploadInfo: UPLOAD, ...value },
        ...more,
      }),
    );
  const asAvery = (conversation: string) => ({
    from: { id: '29:avery', aadObjectId: AVERY.id, name: AVERY.name },
    conversation: { id: conversation, conversationType: 'personal', tenantId: TENANT },
  });
  const lastWords = () =>
    readCard([...world.stub.messages.values()].at(-1)?.activity.attachments?.[0]?.content);

  it('another person who knows its id gets nothing, and it stays for its own', async () => {
    for (const place of [AVERYS, PERSONAL]) {
      expect((await consent({}, asAvery(place))).status).toBe(200);
      expect(lastWords()).toContain('no longer kept, or it is not yours');
    }
    expect(world.puts).toEqual([]);
    expect(world.heard.refusals).toMatchObject([{ person: { id: AVERY.id } }, { person: { id: AVERY.id } }]);
    await consent({});
    expect(world.puts).toHaveLength(1);
  });

  it('a channel is no place to take it', async () => {
    await consent({}, { conversation: { id: CHANNEL, conversationType: 'channel', tenantId: TENANT } });
    expect(world.puts).toEqual([]);
  });

  it('nothing is put anywhere but to SharePoint', async () => {
    for (const uploadUrl of [
      'https://evil.example/up',
      'http://169.254.169.254/latest',
      'https://127.0.0.1/',
    ])
      await consent({ uploadInfo: { ...UPLOAD, uploadUrl } });
    expect(world.puts).toEqual([]);
  });

  it('nor is a link to anywhere else shown as the file', async () => {
    await consent({ uploadInfo: { ...UPLOAD, contentUrl: 'https://evil.example/audit.csv' } });
    expect(world.puts).toEqual([]);
    expect(JSON.stringify([...world.stub.messages.values()])).not.toContain('evil.example');
  });

  it('an id that was made up, or none, is told so', async () => {
    const made = { file: '00000000-0000-4000-8000-000000000000' };
    for (const bad of [made, { file: '../teams/person/x' }, {}, null]) {
      expect((await consent({ context: bad })).status).toBe(200);
      expect(lastWords()).toContain('no longer kept, or it is not yours');
    }
    expect(world.puts).toEqual([]);
  });
});
