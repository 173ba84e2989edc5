import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUpload, mayTake } from '../../../src/chat/teams/send/upload.ts';
import { ChatError, type Place } from '../../../src/ports/chat.ts';
import { RILEY } from '../../contracts/sample-cards.ts';
import { activity, PERSONAL } from './activities.ts';
import { readCard } from './read-card.ts';
import { APP_ID } from './signer.ts';
import { CHANNEL, startWorld, type World } from './world.ts';

const FILE = { name: 'audit.csv', title: 'The audit of vm-prod-01', text: 'at,who\r\n13:06,Ávery\r\n' };
const UPLOAD = {
  uploadUrl: 'https://contoso-my.sharepoint.com/personal/riley/_api/upload?guid=1',
  contentUrl: 'https://contoso-my.sharepoint.com/personal/riley/Documents/Applications/audit.csv',
  name: 'audit.csv',
  uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C9D',
  fileType: 'csv',
};

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const channel = (): Place => ({ app: 'teams', service: world.stub.url, conversation: CHANNEL });
const alone = (): Place => ({ ...channel(), conversation: PERSONAL, privateTo: RILEY.id });
const attachments = () => [...world.stub.messages.values()].map(({ activity }) => activity.attachments?.[0]);
const offered = async () => {
  await world.chat.send(FILE, alone());
  return attachments().at(-1)?.content.acceptContext as { file: string };
};
const answer = (value: object) =>
  world.post(
    activity(world.stub.url, {
      ...{ type: 'invoke', name: 'fileConsent/invoke', text: undefined, replyToId: '1000' },
      value: { type: 'fileUpload', ...value },
    }),
  );
const told = () => readCard(attachments().at(-1)?.content);

describe('a file in the chat of one person', () => {
  it('is offered first, and nothing of it is in the message', async () => {
    const context = await offered();
    expect(attachments()).toEqual([
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name: 'audit.csv',
        content: {
          description: FILE.title,
          sizeInBytes: Buffer.byteLength(FILE.text),
          acceptContext: context,
          declineContext: context,
        },
      },
    ]);
    expect(context.file).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is put where Teams says once its person agrees, and then shown', async () => {
    const context = await offered();
    const { status } = await answer({ action: 'accept', context, uploadInfo: UPLOAD });
    expect(status).toBe(200);
    const [put] = world.puts;
    expect(put?.url).toBe(UPLOAD.uploadUrl);
    expect(String(put?.init.body)).toBe(FILE.text);
    expect(put?.init).toMatchObject({ method: 'PUT', redirect: 'manual' });
    expect(put?.init.headers).toMatchObject({ 'content-range': 'bytes 0-21/22' });
    expect(put?.init.headers).not.toHaveProperty('authorization');
    expect(attachments().at(-1)).toEqual({
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      name: 'audit.csv',
      contentUrl: UPLOAD.contentUrl,
      content: { uniqueId: UPLOAD.uniqueId, fileType: 'csv' },
    });
  });

  it('is gone once it was declined, or taken', async () => {
    const declined = await offered();
    await answer({ action: 'decline', context: declined });
    expect(told()).toBe('The file was not sent. Nothing of it is kept.');
    await answer({ action: 'accept', context: declined, uploadInfo: UPLOAD });
    expect(told()).toContain('no longer kept, or it is not yours');
    const taken = await offered();
    await Promise.all([1, 2].map(() => answer({ action: 'accept', context: taken, uploadInfo: UPLOAD })));
    expect(world.puts).toHaveLength(1);
  });

  it('that cannot be put there is said to be so', async () => {
    world.sharePoint = async () =>
      new Response(null, { status: 302, headers: { location: 'https://evil.example' } });
    await answer({ action: 'accept', context: await offered(), uploadInfo: UPLOAD });
    expect(told()).toContain('could not be put into your OneDrive');
    expect(world.logged.join()).toContain('SharePoint answered 302');
    world.sharePoint = () => Promise.reject(new TypeError('fetch failed'));
    await answer({ action: 'accept', context: await offered(), uploadInfo: UPLOAD });
    expect(told()).toContain('could not be put into your OneDrive');
  });

  it('of which its person could not be told is said to have failed', async () => {
    const context = await offered();
    world.sharePoint = async () => {
      world.stub.faults.push({ status: 400 });
      return new Response(null, { status: 201 });
    };
    await answer({ action: 'accept', context, uploadInfo: UPLOAD });
    expect(told()).toContain('Look into your OneDrive');
    expect(world.logged.join()).toContain('A click could not be handled');
  });

  it("larger than Teams takes at once is the caller's to shorten", async () => {
    const sent = world.chat.send({ ...FILE, text: 'x'.repeat(4_000_001) }, alone());
    await expect(sent).rejects.toBeInstanceOf(ChatError);
    expect(attachments()).toEqual([]);
  });
});

describe('a file where others read along', () => {
  it('is a sentence and a link to the chat with the bot', async () => {
    await world.chat.send(FILE, channel());
    const card = attachments().at(-1)?.content;
    expect(readCard(card)).toContain(
      'The audit of vm-prod-01 is a file, and Teams takes files only where you',
    );
    expect(card?.actions).toMatchObject([
      { type: 'Action.OpenUrl', url: `https://teams.microsoft.com/l/chat/0/0?users=28:${APP_ID}` },
    ]);
    expect(JSON.stringify(card)).not.toContain('13:06');
  });
});

describe('where a file may be put', () => {
  const good = ['https://contoso-my.sharepoint.com/x', 'https://contoso.sharepoint.us/x', UPLOAD.uploadUrl];
  const bad = [
    ...[
      'http://contoso.sharepoint.com/x',
      'https://sharepoint.com.evil.example/x',
      'https://evilsharepoint.com/x',
    ],
    ...[
      'https://contoso.sharepoint.com:8443/x',
      'https://a:b@contoso.sharepoint.com/x',
      'https://127.0.0.1/x',
    ],
    ...['https://evil.example/?.sharepoint.com', 'https://evil.example#.sharepoint.com', 'file:///x', ''],
  ];

  it('is SharePoint alone', () => {
    expect(good.map(mayTake)).toEqual(good.map(() => true));
    expect(bad.map(mayTake)).toEqual(bad.map(() => false));
  });

  it('is checked before anything is sent', async () => {
    const upload = createUpload(() => Promise.reject(new Error('called')));
    for (const url of bad) expect(await upload(url, 'x')).toBe('the URL is none of SharePoint');
  });
});
