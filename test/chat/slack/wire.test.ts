import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWire } from '../../../src/chat/slack/send/clients.ts';
import { type Message, type Wire, WireError } from '../../../src/chat/slack/wire.ts';
import { type ApiStub, startApiStub } from './api-stub.ts';

let stub: ApiStub;
let wire: Wire;
const logged: string[] = [];
const note = (facts: object, message: string): void =>
  void logged.push(`${message} ${JSON.stringify(facts)}`);
const log = { info: note, warn: note, error: note };

beforeAll(async () => {
  stub = await startApiStub();
  wire = createWire({ botToken: 'xoxb-secret', apiUrl: `${stub.url}/api/` }, log);
});
afterEach(() => {
  stub.asked.length = 0;
  stub.answers.clear();
  logged.length = 0;
});
afterAll(() => stub.close());

const message = (more: Partial<Message> = {}): Message => ({
  ...{ text: 'Riley Requester asks', blocks: [{ type: 'divider' }] },
  ...more,
});
const fault = (promise: Promise<unknown>): Promise<WireError> =>
  promise.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(WireError);
      return error as WireError;
    },
  );

describe('a post', () => {
  it('unfurls and parses nothing, and carries its mark', async () => {
    stub.answers.set('chat.postMessage', { ok: true, ts: '1.2' });
    expect(await wire.later.post('C1', message({ mark: 'm1' }), '1.1')).toBe('1.2');
    expect(stub.asked[0]).toMatchObject({
      authorization: 'Bearer xoxb-secret',
      fields: {
        ...{ channel: 'C1', thread_ts: '1.1', text: 'Riley Requester asks', blocks: [{ type: 'divider' }] },
        ...{
          parse: 'none',
          link_names: 'false',
          mrkdwn: 'false',
          unfurl_links: 'false',
          unfurl_media: 'false',
        },
        metadata: { event_type: 'ajar_card', event_payload: { mark: 'm1' } },
      },
    });
  });

  it('always has a text, and none that Slack would refuse', async () => {
    stub.answers.set('chat.postMessage', { ok: true, ts: '1.2' });
    await wire.later.post('C1', message({ text: '' }));
    await wire.later.update('C1', '1.2', message({ text: 'x'.repeat(5_000), blocks: [] }));
    expect(stub.asked[0]?.fields.text).toBe('Ajar');
    expect(stub.asked[1]?.fields).toMatchObject({ ts: '1.2', blocks: [] });
    expect(String(stub.asked[1]?.fields.text)).toHaveLength(4_000);
  });

  it('is tried once, whatever comes back', async () => {
    for (const status of [500, 502, 503, 429, 404]) {
      stub.answers.set('chat.postMessage', (response) => void response.writeHead(status).end());
      await fault(wire.later.post('C1', message()));
    }
    expect(stub.asked).toHaveLength(5);
  });
});

describe('a call that fails', () => {
  const kindOf = async (answer: Parameters<ApiStub['answers']['set']>[1]) => {
    stub.answers.set('chat.update', answer);
    const { kind, code, retryAfterMs } = await fault(wire.later.update('C1', '1', message()));
    return [kind, code, ...(retryAfterMs === undefined ? [] : [retryAfterMs])];
  };
  const said = (error: string) => kindOf({ ok: false, error });

  it('is gone, busy, lost or refused by Slack’s own word', async () => {
    for (const code of [
      ...['channel_not_found', 'not_in_channel', 'is_archived', 'message_not_found', 'cant_update_message'],
      ...['edit_window_closed', 'restricted_action', 'user_not_found'],
    ])
      expect(await said(code)).toEqual(['gone', code]);
    for (const code of [
      'invalid_blocks',
      'invalid_auth',
      'account_inactive',
      'missing_scope',
      'msg_too_long',
      'hash_conflict',
      'constructor',
    ])
      expect(await said(code)).toEqual(['refused', code]);
    for (const code of ['internal_error', 'fatal_error']) expect(await said(code)).toEqual(['lost', code]);
    expect(await said('ratelimited')).toEqual(['busy', 'ratelimited', 5_000]);
  });

  it('waits as long as Slack says, and a while when it does not', async () => {
    const limited = (headers: Record<string, string>) =>
      kindOf((to) => void to.writeHead(429, headers).end('{}'));
    expect(await limited({ 'retry-after': '7' })).toEqual(['busy', 'ratelimited', 7_000]);
    expect(await limited({})).toEqual(['busy', 'ratelimited', 5_000]);
    expect(await limited({ 'retry-after': 'soon' })).toEqual(['busy', 'ratelimited', 5_000]);
  });

  it('may have been done when the answer broke off, or was no answer of Slack', async () => {
    expect(await kindOf((to) => void to.writeHead(502).end('<html>'))).toEqual(['lost', 'http_502']);
    expect(await kindOf((to) => void to.socket?.destroy())).toEqual(['lost', 'no_answer']);
    expect(await kindOf((to) => void to.writeHead(200).end('<html>Sign in</html>'))).toEqual([
      'lost',
      'no_answer',
    ]);
    const cut = await kindOf((to) => {
      to.writeHead(200, { 'content-length': '100' }).write('{"ok":');
      setTimeout(() => to.socket?.destroy(), 20);
    });
    expect(cut).toEqual(['lost', 'no_answer']);
  });

  it('was not done when nobody was there', async () => {
    const left = await startApiStub();
    await left.close();
    const nobody = createWire({ botToken: 'xoxb-secret', apiUrl: `${left.url}/api/` }, log);
    expect(await fault(nobody.later.post('C1', message()))).toMatchObject({
      kind: 'busy',
      code: 'unreachable',
    });
  });

  it('is refused when the answer is not what it should be', async () => {
    stub.answers.set('chat.postMessage', { ok: true });
    expect(await fault(wire.later.post('C1', message()))).toMatchObject({
      kind: 'refused',
      code: 'unexpected_answer',
    });
  });

  it('follows no redirect with the token', async () => {
    stub.answers.set(
      'chat.update',
      (to) => void to.writeHead(307, { location: `${stub.url}/api/elsewhere` }).end(),
    );
    await fault(wire.later.update('C1', '1', message()));
    expect(stub.asked.map(({ path }) => path)).toEqual(['/api/chat.update']);
  });

  it('leaves no secret in the log', async () => {
    await said('invalid_auth');
    await kindOf((to) => void to.socket?.destroy());
    expect(logged.join()).not.toContain('xoxb');
  });
});

describe('calls while a person waits', () => {
  it('go on while posts are told to wait', async () => {
    stub.answers.set('chat.postMessage', (to) => void to.writeHead(429, { 'retry-after': '30' }).end('{}'));
    stub.answers.set('views.open', { ok: true, view: { id: 'V1', hash: 'h1' } });
    await fault(wire.later.post('C1', message()));
    expect(await wire.now.openView('t1', { type: 'modal' })).toEqual({ id: 'V1', hash: 'h1' });
  });

  it('end before the trigger does', async () => {
    stub.answers.set('views.open', () => undefined);
    expect(await fault(wire.now.openView('t1', {}))).toMatchObject({ kind: 'lost' });
  });

  it('ask who we are once, and again after a failure', async () => {
    stub.answers.set('auth.test', { ok: false, error: 'invalid_auth' });
    await fault(wire.now.self());
    stub.answers.set('auth.test', {
      ok: true,
      team_id: 'T1',
      user_id: 'U1',
      bot_id: 'B1',
      enterprise_id: 'E1',
    });
    const self = { team: 'T1', user: 'U1', bot: 'B1', enterprise: 'E1' };
    expect([await wire.now.self(), await wire.now.self()]).toEqual([self, self]);
    expect(stub.asked).toHaveLength(2);
  });
});

describe('what Slack says of people and channels', () => {
  const OWN = { is_restricted: false, is_ultra_restricted: false };
  const user = async (more: object) => {
    const profile = { email: 'riley@example.com', real_name: 'Riley Requester' };
    stub.answers.set('users.info', {
      ok: true,
      user: { id: 'U1', team_id: 'T1', name: 'riley', profile, ...OWN, ...more },
    });
    return wire.now.user('U1');
  };

  it('is who they are, and an address only when it was confirmed', async () => {
    const flags = { bot: false, deleted: false, guest: false, stranger: false };
    const riley = { id: 'U1', team: 'T1', name: 'Riley Requester', ...flags };
    expect(await user({})).toEqual(riley);
    expect(
      await user({ is_email_confirmed: true, tz: 'Asia/Seoul', enterprise_user: { enterprise_id: 'E1' } }),
    ).toEqual({ ...riley, email: 'riley@example.com', zone: 'Asia/Seoul', enterprise: 'E1' });
  });

  it('tells bots, guests, strangers and those who left apart', async () => {
    expect(await user({ is_bot: true })).toMatchObject({ bot: true });
    expect(await user({ is_workflow_bot: true })).toMatchObject({ bot: true });
    expect(await user({ is_restricted: true })).toMatchObject({ guest: true });
    expect(await user({ is_ultra_restricted: true })).toMatchObject({ guest: true });
    const guest = { is_restricted: undefined, is_ultra_restricted: true };
    expect(await user(guest)).toMatchObject({ guest: true, stranger: false });
    expect(await user({ is_stranger: true })).toMatchObject({ stranger: true });
    expect(await user({ deleted: true })).toMatchObject({ deleted: true });
  });

  it('H16: has nobody for one of ours of whom Slack does not say whether they are a guest', async () => {
    for (const unsaid of [{ is_restricted: undefined }, { is_ultra_restricted: null }])
      expect(await user(unsaid)).toMatchObject({ guest: false, stranger: true });
  });

  it('tells a channel that is shared with others from one that is shared within', async () => {
    const channel = async (more: object) => {
      stub.answers.set('conversations.info', { ok: true, channel: { id: 'C1', is_member: true, ...more } });
      return wire.now.channel('C1');
    };
    const own = { id: 'C1', direct: false, archived: false, external: false, member: true };
    expect(await channel({})).toEqual(own);
    expect(await channel({ is_shared: true, is_org_shared: true })).toEqual(own);
    for (const more of [{ is_ext_shared: true }, { is_shared: true }, { is_pending_ext_shared: true }])
      expect(await channel(more)).toEqual({ ...own, external: true });
    expect(await channel({ is_im: true, is_member: false })).toEqual({ ...own, direct: true });
    expect(await channel({ is_archived: true })).toEqual({ ...own, archived: true });
  });

  it('finds our own marked message, and nobody else’s', async () => {
    const marked = (ts: string, user: string, mark: unknown) => ({
      ...{ ts, user, metadata: { event_type: 'ajar_card', event_payload: { mark } } },
    });
    stub.answers.set('auth.test', { ok: true, team_id: 'T1', user_id: 'U1', bot_id: 'B1' });
    const messages = [
      marked('3', 'UOTHER', 'm1'),
      { ts: '2', text: 'm1' },
      marked('1', 'U1', 'm1'),
      marked('0', 'U1', 7),
    ];
    stub.answers.set('conversations.history', { ok: true, messages });
    stub.answers.set('conversations.replies', { ok: true, messages: [] });
    expect(await wire.later.find('C1', 'm1')).toBe('1');
    expect(await wire.later.find('C1', 'm2')).toBeUndefined();
    expect(await wire.later.find('C1', 'm1', '0')).toBeUndefined();
  });
});

describe('addresses that come from outside', () => {
  it('answers a delivery for its sender alone, and sends no token along', async () => {
    await wire.now.respond(`${stub.url}/hook/secret`, message());
    expect(stub.asked).toMatchObject([
      {
        ...{ path: '/hook/secret', authorization: undefined },
        fields: { response_type: 'ephemeral', replace_original: false, text: 'Riley Requester asks' },
      },
    ]);
  });

  it('says what became of the address, and never shows it', async () => {
    stub.answers.set(
      '/hook/secret',
      (to) => void to.writeHead(404).end('{"ok":false,"error":"expired_url"}'),
    );
    const error = await fault(wire.now.respond(`${stub.url}/hook/secret`, message()));
    expect(error).toMatchObject({ kind: 'gone', code: 'expired_url' });
    const unreachable = await fault(wire.now.respond('http://127.0.0.1:9/hook/secret', message()));
    expect(JSON.stringify([error, unreachable, String(unreachable), logged])).not.toContain('secret');
  });

  it('posts to Slack alone, or to this machine where the API is here', async () => {
    const real = createWire({ botToken: 'xoxb-secret', apiUrl: 'https://slack.com/api/' }, log);
    for (const url of [
      ...['https://evil.example/hook', 'http://hooks.slack.com/x', 'https://hooks.slack.com.evil.example/x'],
      ...['https://user@hooks.slack.com/x', 'https://hooks.slack.com:8443/x', `${stub.url}/hook`, 'no url'],
    ])
      expect(await fault(real.now.respond(url, message())), url).toMatchObject({ code: 'not_a_hook' });
    expect(stub.asked).toEqual([]);
  });

  it('hands a file to the address that Slack gives, without the token', async () => {
    stub.answers.set('files.getUploadURLExternal', {
      ok: true,
      upload_url: `${stub.url}/up/1`,
      file_id: 'F1',
    });
    await wire.later.upload('C1', { name: 'audit.csv', title: 'Audit', text: 'ä,b\n' }, '1.1');
    const [asked, put, done] = stub.asked;
    expect(asked?.fields).toMatchObject({ filename: 'audit.csv', length: '5' });
    expect(put).toMatchObject({ path: '/up/1', authorization: undefined, body: 'ä,b\n' });
    expect(done?.fields).toMatchObject({
      files: [{ id: 'F1', title: 'Audit' }],
      channel_id: 'C1',
      thread_ts: '1.1',
    });
    const bad = { ok: true, upload_url: 'https://evil.example/up', file_id: 'F1' };
    stub.answers.set('files.getUploadURLExternal', bad);
    const file = { name: 'a', title: 'a', text: 'a' };
    expect(await fault(wire.later.upload('C1', file))).toMatchObject({ code: 'not_an_upload_url' });
  });
});
