import { describe, expect, it } from 'vitest';
import { type PayloadKind, translate } from '../../../src/chat/slack/door/translate.ts';
import {
  CHANNEL,
  click,
  command,
  DIRECT,
  direct,
  event,
  GRID,
  HOOK,
  homeOpened,
  mention,
  messageShortcut,
  options,
  shortcut,
  submission,
  TEAM,
  USER,
  viewClick,
} from './payloads.ts';

const who = { team: TEAM, user: USER };

describe('what somebody did in Slack', () => {
  it('is a command, with all that it needs to be answered', () => {
    expect(translate('command', command())).toEqual({
      ...{ ...who, kind: 'command', enterprise: GRID, channel: CHANNEL },
      ...{ text: 'open 3389 on vm-prod-01 for 2h', trigger: command().trigger_id },
      key: `slack/command/${TEAM}/${USER}/${command().trigger_id}`,
      responseUrl: 'https://hooks.slack.com/commands/T0EXAMPLE1/1/secret',
    });
  });

  it('is a click, with the message and what is in its inputs', () => {
    expect(translate('action', click())).toEqual({
      ...{ ...who, kind: 'action', action: 'approve', value: 'aj-7k2m9q 1', channel: CHANNEL },
      ...{ ts: '1764000000.000100', trigger: '13345224609.738474920.click', responseUrl: HOOK },
      key: `slack/action/${TEAM}/${CHANNEL}/1764000000.000100/1764000010.123456/${USER}`,
      values: { reason: 'not today' },
    });
  });

  it('is a click in an answer that only they see, and in a thread', () => {
    const container = { message_ts: '1.2', thread_ts: '1.1', channel_id: CHANNEL, is_ephemeral: true };
    const read = translate('action', click({ message: undefined, container, state: undefined }));
    expect(read).toMatchObject({ kind: 'action', ts: '1.2', thread: '1.1', ephemeral: true });
  });

  it('is a pick in a form, with what else is filled in', () => {
    expect(translate('action', viewClick())).toMatchObject({
      ...{ ...who, kind: 'action', action: 'vm', value: 'vm-key' },
      key: `slack/action/${TEAM}//V0EXAMPLE1/1764000020.5/${USER}`,
      view: { id: 'V0EXAMPLE1', callback: 'form', metadata: '{"form":"f-1"}' },
    });
  });

  it('is a filled form: lists with a comma between, nothing as nothing', () => {
    const { vm, ports, minutes, ticket, justification } = {
      ...{ vm: 'vm-key', ports: '22/tcp,3389/tcp', minutes: '120', ticket: '' },
      justification: 'INC-123, disk full',
    };
    expect(translate('submission', submission())).toEqual({
      ...{ ...who, kind: 'submission', key: `slack/submission/${TEAM}/${USER}/V0EXAMPLE1/1764000000.hash` },
      view: {
        ...{ id: 'V0EXAMPLE1', hash: '1764000000.hash', callback: 'form', metadata: '{"form":"f-1"}' },
        values: { vm, ports, minutes, ticket, justification },
      },
    });
  });

  it('is a look-up, a shortcut, or a shortcut on a message', () => {
    expect(translate('options', options('prod'))).toMatchObject({
      kind: 'options',
      action: 'vm',
      letters: 'prod',
    });
    expect(translate('shortcut', shortcut())).toMatchObject({
      ...who,
      kind: 'shortcut',
      trigger: '1.2.short',
    });
    expect(translate('shortcut', messageShortcut())).toMatchObject({
      ...{ kind: 'message-shortcut', channel: CHANNEL, ts: '1763999999.000200' },
      text: 'vm-prod-01 disk 97 %',
    });
  });

  it('is a mention, a direct message, or a look at the home', () => {
    expect(translate('event', event(mention({ thread_ts: '1.5' })))).toMatchObject({
      ...{ ...who, kind: 'message', direct: false, channel: CHANNEL, ts: '1764000050.000300', thread: '1.5' },
      text: '<@U0AJARBOT1> open 22 on vm-prod-01',
    });
    expect(translate('event', event(direct()))).toMatchObject({
      kind: 'message',
      direct: true,
      channel: DIRECT,
    });
    expect(translate('event', event(homeOpened()))).toMatchObject({ ...who, kind: 'home' });
  });

  it('names the workspace of the person, not the one that they are visiting', () => {
    const stranger = { id: USER, team_id: 'T0ELSEWHER' };
    expect(translate('action', click({ user: stranger }))).toMatchObject({ team: 'T0ELSEWHER' });
    const said = mention({ user_team: 'T0ELSEWHER', source_team: 'T0ELSEWHER' });
    expect(translate('event', event(said))).toMatchObject({ team: 'T0ELSEWHER' });
  });

  it('has one key when it comes as two events, and another for another person', () => {
    const keyOf = (said: object, id: string) =>
      (translate('event', event({ ...said }, { event_id: id })) as { key: string }).key;
    const first = keyOf(mention(), 'Ev1');
    expect(keyOf(mention({ ts: '1764000050.000999' }), 'Ev2')).toBe(first);
    expect(keyOf(mention({ user: 'U0AVERY001' }), 'Ev2')).not.toBe(first);
    expect(keyOf(direct(), 'Ev1')).not.toBe(keyOf(direct(), 'Ev2'));
  });
});

describe('what asks nothing of us', () => {
  const nothing = (inner: Readonly<Record<string, unknown>>) =>
    expect(translate('event', event(inner)), JSON.stringify(inner)).toEqual({ kind: 'nothing' });

  it('is a bot, our own posts among them', () => {
    nothing(direct({ bot_id: 'B0AJARBOT1' }));
    nothing(direct({ subtype: 'bot_message', user: undefined }));
    nothing(mention({ bot_id: 'B0ALERTS01' }));
    nothing(direct({ user: 'USLACKBOT' }));
  });

  it('is an edit, a deletion, or somebody who joined', () => {
    for (const subtype of ['message_changed', 'message_deleted', 'channel_join', 'me_message'])
      nothing(direct({ subtype }));
    nothing(direct({ edited: { user: USER, ts: '1' } }));
  });

  it('is what people say to each other, and an event that we never asked for', () => {
    nothing(direct({ channel_type: 'channel' }));
    nothing(direct({ channel_type: 'mpim' }));
    nothing(homeOpened('messages'));
    nothing({ type: 'reaction_added', user: USER, item: { channel: CHANNEL } });
  });

  it('is not a file with words, or a thread that is shown in the channel too', () => {
    for (const subtype of ['file_share', 'thread_broadcast'])
      expect(translate('event', event(direct({ subtype })))).toMatchObject({ kind: 'message' });
  });
});

describe('a payload that is not as expected', () => {
  it('is a fault without its contents, and never throws', () => {
    const bodies = [
      {},
      null,
      'x',
      [],
      { event: null },
      { event: { type: 'message', user: 7 } },
      { actions: [] },
    ];
    const kinds: readonly PayloadKind[] = ['command', 'event', 'action', 'submission', 'options', 'shortcut'];
    for (const kind of kinds)
      for (const body of bodies) expect(translate(kind, body)).toMatchObject({ kind: 'fault' });
    const read = translate('command', command({ team_id: 'not an id: secret' }));
    expect(read).toEqual({ kind: 'fault', fault: expect.stringContaining('team_id') });
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it('has a key also where a character was cut in half', () => {
    expect(translate('options', options('\ud83d'))).toMatchObject({
      kind: 'options',
      key: expect.any(String),
    });
  });
});
