import { describe, expect, it } from 'vitest';
import { AJAR } from '../../src/access/person.ts';
import type { Setup } from '../../src/access/setup/setup.ts';
import type { Card, Home } from '../../src/ports/card.ts';
import type { Form } from '../../src/ports/form.ts';
import {
  AVERY,
  BLAKE,
  LOSS,
  later,
  SAMPLE_CARDS,
  STAGED,
  sampleFacts,
  sampleGrant,
  sampleRequest,
  sampleSetup,
  sampleView,
  sampleVm,
} from './sample-cards.ts';

/** What a reader of this card must be told, whichever app draws it. */
interface Told {
  readonly name: string;
  readonly card: Card;
  readonly must: readonly string[];
}

const WISH = ['Riley Requester', 'vm-prod-01', 'rg-prod', '3389/tcp', '203.0.113.7', '2 h'];
const WHY = ['the print spooler hangs', 'INC-123'];
const OUTLIVES = ['established'];
const request = (card: 'request' | 'approval' | 'notice', of: ReturnType<typeof sampleRequest>): Card => ({
  card,
  request: of,
  facts: sampleFacts({ missing: 0 }),
});

const { vm: _, origin: __, ...withoutVm } = SAMPLE_CARDS.form.form;
const EMPTY_FORM: Form = {
  ...withoutVm,
  ...{ ports: [], otherPort: false, durations: [], sources: [], justification: '', ticket: '' },
  ...{ requester: SAMPLE_CARDS.form.form.person.id, forOthers: false, whom: '', start: '' },
};
const { all: ___, ...withoutAll } = SAMPLE_CARDS.home.home;
const EMPTY_HOME: Home = {
  ...withoutAll,
  ...{ mine: [], waiting: [], recent: [], more: { mine: 0, waiting: 0, recent: 0, all: 0 } },
};

const LATER = new Date('2026-11-24T23:00:00Z');

export const TOLD: readonly Told[] = [
  {
    name: 'approval, pending',
    card: SAMPLE_CARDS.approval,
    must: [
      ...WISH,
      ...WHY,
      'aj-7k2m9q',
      'Waiting for approval',
      '15:00 CET (24 Nov)',
      '1 approval still missing',
      'Avery Approver',
      'Blake Approver',
      'Blake Approver has 3389/tcp on vm-prod-01 open until 15:30 CET (24 Nov).',
      'prod-windows',
      ...['env=prod', 'owner=print team'],
      // For less time.
      ...['30 min', '1 h'],
    ],
  },
  ...(['approval', 'request'] as const).map((card) => ({
    name: `${card}, in stages, while nobody answers`,
    card: {
      ...SAMPLE_CARDS[card],
      request: sampleRequest('pending', {
        climbed: [
          { at: later(12), group: 'security' },
          { at: later(20), group: 'security', to: 'night-watch' },
        ],
      }),
      facts: { ...SAMPLE_CARDS[card].facts, ...STAGED },
    },
    must: [
      ...['Stage 1, leads: 1 of 1: Avery Approver at 14:02 CET (24 Nov).', '2 approvals still missing'],
      ...['Stage 2, security: 0 of 2, 2 missing. Blake Approver and 3 others can.'],
      ...['Stage 3, owners: 0 of 1, 1 missing. Asked once the stage before is met.'],
      'Reminded security at 14:12 CET (24 Nov).',
      'Asked night-watch as well at 14:20 CET (24 Nov), for security.',
      'If nobody answers, Ajar asks on-call as well at 14:25 CET (24 Nov).',
    ],
  })),
  ...(['approval', 'request'] as const).map((card) => ({
    name: `${card}, of which an approver left something out`,
    card: {
      ...SAMPLE_CARDS[card],
      request: sampleRequest('pending', {
        dropped: [
          { ...sampleGrant({ port: { number: 22, protocol: 'tcp' } }), by: AVERY, terms: 2 },
          { ...sampleGrant({ vm: sampleVm('vm-prod-02') }), by: AVERY, terms: 2 },
        ],
      }),
      facts: {
        ...SAMPLE_CARDS[card].facts,
        approveOnly: [
          { key: 'g1', title: '3389/tcp on vm-prod-01' },
          { key: 'g2', title: '5986/tcp on vm-prod-01' },
        ],
      },
    },
    must: ['Left out by Avery Approver: 22/tcp on vm-prod-01 and 3389/tcp on vm-prod-02.'],
  })),
  {
    name: 'request, lapsed',
    card: {
      ...SAMPLE_CARDS.request,
      request: sampleRequest('lapsed'),
      facts: sampleFacts({ can: { ...SAMPLE_CARDS.request.facts.can, cancel: false, again: true } }),
    },
    must: ['Lapsed', 'Nobody answered in time.', 'Ask again'],
  },
  {
    name: 'approval, asked from a message',
    card: {
      ...SAMPLE_CARDS.approval,
      request: sampleRequest('pending', { origin: 'https://ajar.slack.com/archives/C01/p1700000000000100' }),
    },
    must: ['asked from'],
  },
  {
    name: 'approval, where more opens than was asked',
    card: request(
      'approval',
      sampleRequest('pending', { grants: [sampleGrant({ opens: { number: 3389, protocol: '*' } })] }),
    ),
    must: ['3389/any', '3389/tcp was asked for'],
  },
  {
    name: 'approval, for as long as the policy says, from a network that others are in',
    card: {
      ...SAMPLE_CARDS.approval,
      request: sampleRequest('pending', { durationDefaulted: true, justification: 'INC-123' }),
      facts: sampleFacts({ remarks: ['203.0.113.7 is in vpn, shared with others.'] }),
    },
    must: ["2 h, the policy's default", 'INC-123', 'in vpn, shared with others'],
  },
  {
    name: 'request, pending',
    card: SAMPLE_CARDS.request,
    must: [...WISH, ...WHY, 'aj-7k2m9q', 'Waiting for approval', '15:00 CET (24 Nov)', 'Avery Approver'],
  },
  {
    name: 'request, open',
    card: request('request', sampleRequest('open')),
    must: [...WISH, 'Open', '16:05 CET (24 Nov)', 'Avery Approver', '198.51.100.20:3389', ...OUTLIVES],
  },
  {
    name: 'request, open in part',
    card: request(
      'request',
      sampleRequest('open', {
        grants: [
          sampleGrant({ state: 'open' }),
          sampleGrant({ key: 'g2', vm: sampleVm('vm-prod-02'), state: 'failed', note: 'Azure refused it.' }),
        ],
      }),
    ),
    must: ['vm-prod-02', 'did not open', 'Azure refused it.'],
  },
  {
    name: 'request, closed',
    card: request('request', sampleRequest('closed')),
    must: ['Closed', 'Ended early by Avery Approver.', '15:30 CET (24 Nov)', ...OUTLIVES],
  },
  {
    name: 'request, denied',
    card: request('request', sampleRequest('denied')),
    must: ['Denied by Avery Approver', 'not in the change window'],
  },
  {
    name: 'approval, cancelled',
    card: request('approval', sampleRequest('cancelled')),
    must: ['Cancelled by Riley Requester.'],
  },
  {
    name: 'approval, asked for somebody else',
    card: { ...SAMPLE_CARDS.approval, request: sampleRequest('pending', { askedBy: BLAKE }) },
    must: ['Blake Approver asks for 3389/tcp on vm-prod-01 for Riley Requester'],
  },
  {
    name: 'approval, for a later start',
    card: { ...SAMPLE_CARDS.approval, request: sampleRequest('pending', { startsAt: LATER }) },
    must: [
      '2 h, from 00:00 CET (25 Nov) until 02:00 CET (25 Nov)',
      'Opens at 00:00 CET (25 Nov)',
      'lapses then',
    ],
  },
  {
    name: 'approval, approved for later',
    card: {
      ...{ card: 'approval', request: sampleRequest('approved', { startsAt: LATER }) },
      facts: sampleFacts({
        missing: 0,
        can: { approve: false, cancel: false, takeBack: true, extend: false, close: false, again: false },
      }),
    },
    must: [
      ...['Approved for later: 3389/tcp on vm-prod-01 for Riley Requester', 'Avery Approver'],
      ...['Opens at 00:00 CET (25 Nov) until 02:00 CET (25 Nov), if all still holds then.', 'Take it back'],
    ],
  },
  {
    name: 'request, opened by break-glass',
    card: request('request', sampleRequest('open', { breakGlass: true, approvals: [] })),
    must: ['3389/tcp on vm-prod-01 is open for Riley Requester, by break-glass'],
  },
  {
    name: 'draft, before the glass is broken',
    card: {
      ...{ card: 'draft', draft: 'aj-5w2n8t', choices: [{ title: 'Break the glass' }] },
      sentence:
        'Breaking the glass opens 3389/tcp on vm-prod-01 from 203.0.113.7 for 30 min at once, without approval.',
      lines: [
        'Told at once, with your name and your reason: Avery Approver, Blake Approver, a Teams channel.',
        'Your reason: the shop is down',
        'Somebody of security has to look at it within 1 h and say what they found. Until somebody has, on-call and the admins are told again and again.',
      ],
    },
    must: [
      'without approval',
      'Told at once',
      'the shop is down',
      'look at it within 1 h',
      'Break the glass',
    ],
  },
  {
    name: 'draft, a broken glass that is to be reviewed',
    card: {
      ...{ card: 'draft', draft: 'review/aj-7k2m9q', choices: [] },
      sentence:
        'Riley Requester broke the glass: 3389/tcp on vm-prod-01 from 203.0.113.7, approved by nobody (aj-7k2m9q).',
      lines: [
        'Why: INC-123 the shop is down',
        'aj-7k2m9q was approved by nobody (break-glass) and is open, until 2026-11-24 15:30 Europe/Berlin at the latest.',
        'Somebody of security other than Riley Requester has to look at it by 2026-11-24 16:00 Europe/Berlin and say what they found, here or with "review aj-7k2m9q found …". That changes nothing of the access: to end it write "close aj-7k2m9q".',
      ],
      input: {
        ...{ label: 'What did you find? It closes the review', button: 'Close the review' },
        placeholder: 'the database was restarted, nothing else',
      },
    },
    must: [
      'Riley Requester broke the glass',
      'the shop is down',
      'Somebody of security',
      'What did you find?',
    ],
  },
  {
    name: 'notice, asked for somebody else',
    card: request('notice', sampleRequest('open', { askedBy: BLAKE })),
    must: ['for Riley Requester (asked by Blake Approver)'],
  },
  {
    name: 'approval, lapsed',
    card: request('approval', sampleRequest('lapsed')),
    must: ['Lapsed', 'Nobody answered in time.'],
  },
  {
    name: 'request, never opened',
    card: request(
      'request',
      sampleRequest('closed', {
        openedAt: undefined as never,
        ending: { kind: 'failed', by: AJAR, why: 'Azure did not open it in time.' },
        grants: [sampleGrant({ state: 'failed', note: 'The VM is gone.' })],
      }),
    ),
    must: ['Not opened', 'Azure did not open it in time.', 'The VM is gone.'],
  },
  {
    name: 'notice, open',
    card: SAMPLE_CARDS.notice,
    must: [
      '3389/tcp on vm-prod-01 open from 203.0.113.7 until 15:05 UTC (24 Nov) for Riley Requester, approved by Avery Approver.',
    ],
  },
  {
    name: 'connect',
    card: SAMPLE_CARDS.connect,
    must: ['vm-prod-01', '198.51.100.20:3389', '203.0.113.7', '16:05 CET (24 Nov)', ...OUTLIVES],
  },
  {
    name: 'connect, where something else keeps everybody out',
    card: {
      ...SAMPLE_CARDS.connect,
      request: sampleRequest('open', {
        grants: [
          sampleGrant({
            state: 'open',
            obstacle:
              '3389/tcp on vm-prod-01 is open, but nothing will connect, because vm-prod-01 is stopped. Start it.',
          }),
        ],
      }),
    },
    must: ['198.51.100.20:3389', 'nothing will connect, because vm-prod-01 is stopped'],
  },
  {
    name: 'connect, through a firewall',
    card: {
      ...SAMPLE_CARDS.connect,
      request: sampleRequest('open', {
        grants: [sampleGrant({ state: 'open', connect: { address: '198.51.100.90', port: 13389 } })],
      }),
    },
    must: ['198.51.100.90:13389', 'the firewall before it, which hands this on to 3389/tcp'],
  },
  {
    name: 'connect, without a public address',
    card: {
      ...SAMPLE_CARDS.connect,
      request: sampleRequest('open', {
        grants: [sampleGrant({ state: 'open', vm: sampleVm('vm-prod-01', { publicAddresses: [] }) })],
      }),
    },
    must: ['10.0.0.4:3389', 'private address'],
  },
  {
    name: 'warning',
    card: SAMPLE_CARDS.warning,
    must: ['vm-prod-01', '3389/tcp', '16:05 CET (24 Nov)', '30 min', '1 h'],
  },
  {
    name: 'alert',
    card: SAMPLE_CARDS.alert,
    must: [
      'still open past its end',
      'vm-prod-01',
      '3389/tcp',
      'Riley Requester',
      '16:06 CET (24 Nov)',
      'busy',
    ],
  },
  {
    name: 'draft',
    card: SAMPLE_CARDS.draft,
    must: [
      'Where will you connect from?',
      '203.0.113.7',
      'used 3 days ago',
      'vpn',
      'Another address',
      'Use my address',
      'on the machine you will connect from',
    ],
  },
  {
    name: 'draft, with what has to be read first',
    card: { ...SAMPLE_CARDS.draft, lines: [LOSS.sentence, 'Nobody else does.'] },
    must: ['allow-ssh', 'it stays open', 'Nobody else does.', 'Where will you connect from?'],
  },
  {
    name: 'setup, pending',
    card: SAMPLE_CARDS.setup,
    must: [
      ...[
        'Riley Requester asks to change just-in-time access on web-09',
        'aj-4d6f8h',
        'Waiting for approval',
      ],
      ...['22/tcp up to 3 h from 203.0.113.0/24 (new)', '443/tcp up to 1 h from any source (as it is)'],
      ...['rg-prod', 'Who reaches these ports now', 'allow-ssh', 'it stays open', 'let it name only those'],
      ...['the print spooler hangs', 'INC-123', '15:00 CET (24 Nov)', 'Avery Approver', 'Blake Approver'],
    ],
  },
  {
    name: 'setup, where nobody loses access',
    card: {
      ...SAMPLE_CARDS.setup,
      setup: sampleSetup('pending', { before: [], shown: { losing: [], exposing: [] } }),
    },
    must: ['asks to put web-09 under just-in-time access', 'nobody loses access'],
  },
  {
    name: 'setup, that somebody waits for, to whom other rules are not shown',
    card: {
      card: 'setup',
      setup: sampleSetup('pending', {
        wish: {
          ...{ ports: [{ number: 22, protocol: 'tcp' }], sources: ['203.0.113.7/32'] },
          ...{ durationMs: 3_600_000, durationDefaulted: false },
        },
      }),
      view: sampleView({ can: { approve: false, cancel: true } }),
    },
    must: ["Riley Requester's request for 22/tcp from 203.0.113.7 for 1 h is asked by itself"],
  },
  {
    name: 'setup, that takes a port out',
    card: {
      ...SAMPLE_CARDS.setup,
      setup: sampleSetup('pending', {
        rules: [{ number: 22, protocol: 'tcp', maxDurationMs: 3_600_000, sources: ['*'] }],
        shown: { losing: [], exposing: ['443/tcp becomes open to anybody.'] },
      }),
    },
    must: ['443/tcp is kept no more', '443/tcp becomes open to anybody.'],
  },
  {
    name: 'setup, done',
    card: {
      card: 'setup',
      setup: sampleSetup('done', {
        ...{
          note: "JIT's deny rule is not in place yet.",
          continued: { request: 'aj-3x8w1c', sentence: '' },
        },
      } as Partial<Setup>),
      view: sampleView(),
    },
    must: ['Set up', '14:06 CET (24 Nov)', "JIT's deny rule is not in place yet.", 'asked as aj-3x8w1c'],
  },
  {
    name: 'setup, of which what waited came to nothing',
    card: {
      card: 'setup',
      setup: sampleSetup('done', {
        continued: { sentence: 'The policy does not allow it.' },
      } as Partial<Setup>),
      view: sampleView(),
    },
    must: ['was not asked: The policy does not allow it.'],
  },
  {
    name: 'setup, failed',
    card: { card: 'setup', setup: sampleSetup('failed'), view: sampleView() },
    must: ['Not set up', 'Azure refused it.'],
  },
  {
    name: 'setup, denied',
    card: { card: 'setup', setup: sampleSetup('denied'), view: sampleView() },
    must: ['Denied by Avery Approver.', 'not in the change window'],
  },
  {
    name: 'jit',
    card: SAMPLE_CARDS.jit,
    must: [
      ...['Put web-09 under just-in-time access', 'rg-web, Production', '22/any', '3389/tcp', '3 h', '1 h'],
      ...['198.51.100.0/28, 203.0.113.7', "Azure's own default here is 22/any for up to 3 h.", 'allow-ssh'],
      ...['nobody should reach it from everywhere', 'longest time that may be asked for'],
    ],
  },
  {
    name: 'refusal',
    card: SAMPLE_CARDS.refusal,
    must: [
      'You asked for this yourself, so somebody else must approve it.',
      'Avery Approver or Blake Approver can.',
    ],
  },
  {
    name: 'bulletin',
    card: SAMPLE_CARDS.bulletin,
    must: [
      'aj-7k2m9q is not as it was approved',
      'it let in tcp 3389 from 203.0.113.7 to 10.0.0.4',
      'now it lets in tcp 3389 from anywhere',
      'so Ajar closes it',
      '14:30 CET (24 Nov 2026)',
    ],
  },
  { name: 'answer', card: SAMPLE_CARDS.answer, must: ['Nothing is open on vm-prod-01.'] },
  {
    name: 'list',
    card: SAMPLE_CARDS.list,
    must: ['Your requests', 'aj-7k2m9q', 'aj-3x8w1c', 'Open', 'Denied', '16:05 CET (24 Nov)', '3 more'],
  },
  {
    name: 'list, empty',
    card: { card: 'list', title: 'Your requests', rows: [], more: 0 },
    must: ['Your requests', 'Nothing open or waiting.', 'open 3389 on vm-prod-01'],
  },
  {
    name: 'audit',
    card: SAMPLE_CARDS.audit,
    must: [
      '13:06 UTC (24 Nov 2026)',
      'Avery Approver',
      'approved',
      '3389/tcp on vm-prod-01',
      'aj-7k2m9q',
      '12 more',
    ],
  },
  {
    name: 'help',
    card: SAMPLE_CARDS.help,
    must: ['Riley Requester', 'open 3389 on vm-prod-01 for 2h', 'asks for a port'],
  },
  {
    name: 'form',
    card: SAMPLE_CARDS.form,
    must: [
      ...['Open a port', 'vm-prod-01', '22/tcp', 'ssh', '3389/tcp', 'rdp'],
      ...['30 min', '1 h', '4 h', 'At most 4 h here.', 'Blake Approver', 'tomorrow 22:00'],
      ...['203.0.113.7', 'last used 3 days ago', 'vpn', '198.51.100.0/28, shared with others'],
      ...WHY,
    ],
  },
  {
    name: 'form, before a VM is picked',
    card: { card: 'form', form: EMPTY_FORM },
    must: ['Open a port'],
  },
  {
    name: 'form, for one VM of several',
    card: { card: 'form', form: { ...SAMPLE_CARDS.form.form, notice: 'A form takes one.' } },
    must: ['vm-prod-01', 'A form takes one.'],
  },
  {
    name: 'form, with no VM to pick',
    card: { card: 'form', form: { ...EMPTY_FORM, notice: 'The list of VMs cannot be read just now.' } },
    must: ['Open a port', 'The list of VMs cannot be read just now.'],
  },
  {
    name: 'check',
    card: SAMPLE_CARDS.check,
    must: [
      ...[
        'vm-prod-01',
        'Open, and should be shut: 22/tcp.',
        'cannot be told whether these are shut: 5986/tcp',
      ],
      ...[
        '3389/any',
        'Shut by',
        '443/tcp',
        'Cannot tell',
        'AzureDevOps',
        'comes too late',
        'Remove the rule',
      ],
      'vm-prod-01 is stopped',
    ],
  },
  {
    name: 'check, with nothing to tell',
    card: { card: 'check', findings: { vm: 'web-01', ports: [], more: 0, remarks: [] } },
    must: ['web-01', 'No JIT policy names a port of it'],
  },
  {
    name: 'activity',
    card: SAMPLE_CARDS.activity,
    must: [
      ...['Activity: vm-prod-01, last 7 days', 'One thing was done outside of Ajar.', '14:40 CET'],
      ...['Outside Ajar', 'dev@contoso.com wrote the rule "quick-fix" of nsg-prod.'],
      'Ajar asked to open a port through the JIT policy "default": Azure accepted it.',
      ...["Ajar's record", 'aj-7k2m9q', 'opened 3389/tcp on vm-prod-01'],
      'Defender wrote the rule "MicrosoftDefenderForCloud-JITRule-17" of nsg-prod.',
      ...["Ajar's identity, for no request", 'The app 7e1c4d2a-8b3f-4c59-a6d7-0b9e8f7a6c21'],
      ...['Cannot be told', 'Somebody whom the log does not name', 'of its end the log says nothing'],
      ...['what is older was not read', 'some minutes late'],
    ],
  },
  {
    name: 'activity, with nothing to tell',
    card: {
      ...{ card: 'activity', title: 'Activity: web-01', zone: 'UTC', most: 20 },
      activity: { vm: 'web-01', from: new Date(0), rows: [], unread: [] },
    },
    must: ['web-01', "Neither Azure's activity log nor Ajar's has anything.", 'some minutes late'],
  },
  {
    name: 'home',
    card: SAMPLE_CARDS.home,
    must: [
      ...['Riley Requester', 'aj-7k2m9q', 'aj-5w2n8t', 'aj-3x8w1c', 'aj-9h4k7r'],
      ...['Open', 'Waiting for approval', 'Closed', '16:05 CET (24 Nov)', '198.51.100.20:3389', '4 more'],
    ],
  },
  {
    name: 'vms',
    card: SAMPLE_CARDS.vms,
    must: [
      ...['VMs: prod', '2 configured, 1 not configured, 1 unsupported, 1 cannot be told'],
      ...['vm-prod-01', 'rg-prod, Contoso Production', 'Under JIT (NSG and firewall): 3389/any (up to 3 h)'],
      ...['5986/tcp (up to 1 h from 203.0.113.0/24)', '3 requests approved in 7 days'],
      'last access 14:06 CET (24 Nov), Riley Requester',
      'Open now: 3389/any for Riley Requester from 203.0.113.7 until 16:05 CET (24 Nov).',
      ...['dev@contoso.com, outside Ajar', 'JIT lets nobody in now; another rule still may.'],
      ...['web-09', 'stopped', 'Not configured', 'No JIT policy names it, but one can.'],
      ...['bare-01', 'Unsupported', 'No network security group and no Azure Firewall was found before it'],
      ...['far-01', 'Cannot be told', 'could not be read'],
      '12 more: write vms prod page 2',
    ],
  },
  {
    name: 'vms, to somebody who does not see everything',
    card: {
      card: 'vms',
      list: {
        ...{ ...SAMPLE_CARDS.vms.list, everybody: false, more: 0 },
        rows: SAMPLE_CARDS.vms.list.rows.slice(0, 1),
      },
    },
    must: ['3 requests of yours approved', 'for you from 203.0.113.7', 'of accesses your own'],
  },
  {
    name: 'home, with nothing in it',
    card: { card: 'home', home: { ...EMPTY_HOME, notice: 'Link your account: write /jit link.' } },
    must: ['You have nothing open, and nothing waits for you.', 'Link your account: write /jit link.'],
  },
];

/** Every app must tell these facts: `read` answers the text that a person sees on the drawn card, buttons included. */
export function cardContract(app: string, read: (card: Card) => string): void {
  describe(`${app} tells what a reader must know`, () => {
    for (const { name, card, must } of TOLD)
      it(name, () => {
        const text = read(card);
        expect(must.filter((fact) => !text.includes(fact))).toEqual([]);
      });
    it('never says Open or Closed of what only is on its way', () => {
      for (const status of ['opening', 'closing'] as const) {
        const text = read(request('request', sampleRequest(status)));
        expect(text).not.toMatch(/\bis (open|closed)\b/);
      }
    });
    it('shows no exclamation marks', () => {
      for (const { card } of TOLD) expect(read(card)).not.toContain('!');
    });
  });
}
