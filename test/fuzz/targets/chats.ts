import { objectIn } from '../../../src/chat/json.ts';
import { bodyIn } from '../../../src/chat/slack/door/read-body.ts';
import { signatureFault } from '../../../src/chat/slack/door/signature.ts';
import { type PayloadKind, translate } from '../../../src/chat/slack/door/translate.ts';
import { asksForForm, called, codeIn, readable } from '../../../src/chat/slack/talk/words.ts';
import {
  isPersonal,
  keyOf,
  otherChannel,
  readActivity,
  saysShared,
  tenantOf,
  textOf,
} from '../../../src/chat/teams/door/activity.ts';
import { clickOf } from '../../../src/chat/teams/talk/click.ts';
import { formClickOf } from '../../../src/chat/teams/talk/form-click.ts';
import * as slack from '../../chat/slack/payloads.ts';
import { NASTY_TEXTS } from '../nasty.ts';
import { must, type Target } from '../target.ts';
import { formLike, jsonLike } from './json.ts';

const PAYLOADS = [
  slack.click(),
  slack.submission(),
  slack.viewClick(),
  slack.options('we'),
  slack.shortcut(),
  slack.messageShortcut(),
];
const EVENTS = [slack.mention(), slack.direct(), slack.homeOpened()];
const KINDS: readonly PayloadKind[] = ['command', 'event', 'action', 'submission', 'options', 'shortcut'];
const WORDS = [
  ...'&gt; >>> ~ <@U0AJARBOT1> <https://x|y> link form payload= { } U0RILEY001'.split(' '),
  ...NASTY_TEXTS,
];

const slackBody: Target = {
  name: 'slack-body',
  make(random) {
    switch (random.int(4)) {
      case 0:
        return formLike(random, [slack.command()]);
      case 1:
        return new URLSearchParams({ payload: jsonLike(random, PAYLOADS, WORDS) }).toString();
      default:
        return jsonLike(random, random.oneIn(2) ? EVENTS : PAYLOADS, WORDS);
    }
  },
  read(text) {
    const bytes = Buffer.from(text);
    signatureFault(bytes, { timestamp: text.slice(0, 12), signature: text.slice(0, 67) }, ['secret'], 0);
    const body = bodyIn(text);
    if (body === undefined) return;
    for (const kind of KINDS) {
      const read = translate(kind, body);
      if (read.kind === 'message' || read.kind === 'command' || read.kind === 'message-shortcut') {
        called(read.text, 'U0AJARBOT1');
        codeIn(read.text);
        asksForForm(read.text);
        must('a plain text is no longer than it may be', readable(read.text).length <= 2_000);
      }
    }
  },
};

const CLICKED = { key: 'k', place: { app: 'teams', conversation: 'a' }, message: '1000' } as never;
const PERSON = { id: '5b0c7d9e-2f41-4a86-9c3d-7e18b2a4f601', name: 'Riley' };

// Shaped as Teams sends them.
const activity = (more: object = {}) => ({
  ...{ type: 'message', id: '1700000000000', timestamp: '2026-10-18T10:00:00.000Z', channelId: 'msteams' },
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:riley', name: 'Riley', aadObjectId: PERSON.id },
  recipient: { id: '28:ajar', name: 'Ajar' },
  conversation: { id: 'a:1', conversationType: 'personal', tenantId: 't' },
  ...{ channelData: { tenant: { id: 't' } }, localTimezone: 'Europe/Berlin', text: 'list', entities: [] },
  ...more,
});
const click = (verb: string, data: object) =>
  activity({
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { verb, data }, trigger: 'manual' },
  });
const CLICKS = [
  click('approve', { request: 'aj-7k2m9q', terms: 1, reason: 'fine', minutes: '60', only: 'g1,g2' }),
  click('submit', { form: 'f-1', ports: '22/tcp', otherSource: '203.0.113.7', justification: 'disk' }),
  click('listed', { list: 'l', at: '1' }),
  click('jit', { form: 'f-1' }),
];
const MENTION = { type: 'mention', text: '<at>Ajar</at>', mentioned: { id: '28:ajar' } };
const ACTIVITIES = [
  activity(),
  activity({
    text: '<at>Ajar</at> open 22 on web-01 <quoted x>',
    entities: [MENTION],
    channelData: {
      tenant: { id: 't' },
      team: { id: '19:t', type: 'standard' },
      channel: { id: '19:c', type: 'shared' },
    },
  }),
  activity({ type: 'conversationUpdate', id: null, membersAdded: [{ id: '28:ajar' }] }),
];

const teamsActivity: Target = {
  name: 'teams-activity',
  make: (random) => jsonLike(random, random.oneIn(2) ? ACTIVITIES : CLICKS, WORDS),
  read(text) {
    const read = readActivity(objectIn(text));
    if ('fault' in read) return must('a fault is short', read.fault.length < 2_000);
    const { activity } = read;
    isPersonal(activity);
    otherChannel(activity);
    saysShared(activity);
    tenantOf(activity);
    textOf(activity);
    keyOf(activity);
    clickOf(activity, PERSON, CLICKED);
    formClickOf(activity);
  },
};

export const CHATS: readonly Target[] = [slackBody, teamsActivity];
