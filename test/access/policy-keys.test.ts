import { describe, expect, test } from 'vitest';
import { groupsAskedBy, judge, mayAskFor, partRefused } from '../../src/access/policy/judge.ts';
import { letsIn, offerFor } from '../../src/access/policy/offers.ts';
import { readPolicy } from '../../src/access/policy/policy-file.ts';
import { sayWould } from '../../src/access/policy/would.ts';
import { policyOf } from '../fakes/policy.ts';
import { APPS, allowed, HOUR, id, refused, sha256, tcp, vm, wish } from './policy-fixtures.ts';

const HEAD = [
  `groups: {ops: [${id(1)}, ${id(2)}], leads: [${id(3)}, ${id(4)}, ${id(5)}], security: [${id(5)}, ${id(6)}]}`,
  'networks: {vpn: {cidrs: [198.51.100.16/28, "2001:db8:1::/48"]}, office: {cidrs: 203.0.113.0/24}}',
  'hooks: {tickets: {url: https://tickets.example.com/ajar, secret: AJAR_HOOK_TICKETS}}',
  'rules:',
];
const file = (...rules: readonly string[]): string =>
  [...HEAD, ...rules.map((rule) => `  - ${rule}`)].join('\n');
/** A rule that is about something, and asks one lead. */
const about = (match: string, more = 'require: {approvals: {count: 1, from: leads}}'): string =>
  `{id: one, match: {${match}}, ${more.replace('approvals: {count: 1, from: leads}', 'approvals: [{count: 1, from: leads}]')}}`;
const requires = (what: string): string =>
  `{id: strict, match: {}, require: {approvals: [{count: 1, from: leads}], ${what}}}`;
const OPEN = '{id: open, match: {}, require: {approvals: [{count: 1, from: leads}]}}';
const judged = (rules: readonly string[], over: Parameters<typeof wish>[0] = {}) =>
  judge(policyOf(file(...rules)), wish(over));
const may = (rule: string, over: Parameters<typeof wish>[0] = {}): boolean => judged([rule], over).allowed;

function faults(...rules: readonly string[]): string {
  const read = readPolicy(file(...rules), sha256, APPS);
  return 'policy' in read ? '' : read.faults.map(({ path, message }) => `${path}: ${message}`).join('\n');
}

describe('match', () => {
  test('region: patterns of Azure’s names, with the spaces that the portal writes or without', () => {
    expect(may(about('region: northeurope'))).toBe(true);
    expect(may(about('region: North Europe'))).toBe(true);
    expect(may(about('region: [west*, north*]'))).toBe(true);
    expect(may(about('region: westeurope'))).toBe(false);
  });

  test('os: what is not known gets nothing from a rule, and is held by it all the same', () => {
    const unknown = { vms: [vm({ os: 'unknown' })] };
    expect([may(about('os: linux')), may(about('os: [windows, linux]')), may(about('os: windows'))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(may(about('os: linux'), unknown)).toBe(false);
    expect(refused(judged([OPEN, '{id: no, match: {os: windows}, deny: No Windows.}'], unknown))).toContain(
      'No Windows.',
    );
    expect(judged([OPEN, '{id: no, match: {os: windows}, deny: No Windows.}']).allowed).toBe(true);
  });

  test('cloud: azure is every Azure, and one of them only where it is known to be that', () => {
    const inside = (cloud: 'public' | 'usgov') => ({ vms: [vm({ cloud })] });
    expect([may(about('cloud: azure')), may(about('cloud: public'))]).toEqual([true, false]);
    expect(may(about('cloud: [usgov, china]'), inside('usgov'))).toBe(true);
    expect(may(about('cloud: usgov'), inside('public'))).toBe(false);
    expect(judged([OPEN, '{id: no, match: {cloud: usgov}, deny: Not there.}']).allowed).toBe(false);
  });

  test('source: networks and ranges; the whole of a source has to be inside of what gives it', () => {
    const from = (...sources: readonly string[]) => may(about('source: [vpn, 203.0.113.7]'), { sources });
    expect([from('198.51.100.20/32'), from('203.0.113.7/32'), from('2001:db8:1::5/128')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([
      from('203.0.113.8/32'),
      from('203.0.113.0/24'),
      from('198.51.100.20/32', '203.0.113.8/32'),
    ]).toEqual([false, false, false]);
    expect(refused(judged([about('source: vpn')]))).toBe(
      'No rule of the policy lets you ask for 22/tcp on web-01 from 203.0.113.7/32. Ask an Ajar admin whether there should be one.',
    );
  });

  test('source: a rule about some addresses of a range holds for the range, and for any source at all', () => {
    const none = '{id: no, match: {source: office}, deny: Not from the office.}';
    for (const source of ['203.0.113.0/25', '203.0.112.0/22', '*', '0.0.0.0/0', 'nonsense'])
      expect(refused(judged([OPEN, none], { sources: [source] }))).toContain('Not from the office.');
    expect(judged([OPEN, none], { sources: ['198.51.100.20/32'] }).allowed).toBe(true);
  });

  test('source: any source at all is both families, and given only by what is both', () => {
    const anywhere = (sources: string) =>
      may(
        about(
          `source: [${sources}]`,
          'require: {approvals: {count: 1, from: leads}}, allow: {anywhere: true}',
        ),
        {
          sources: ['*'],
        },
      );
    expect([anywhere('0.0.0.0/0'), anywhere('"::/0"'), anywhere('0.0.0.0/0, "::/0"')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('requesters: single people beside groups', () => {
    expect(may(about(`requesters: [${id(1).toUpperCase()}, security]`))).toBe(true);
    expect(may(about('requesters: security'))).toBe(false);
    expect(may(about(`requesters: ${id(2)}`), { requester: id(2).toUpperCase() })).toBe(true);
    expect(faults(about('requesters: [opss, 12345678]'))).toMatch(
      /Did you mean "ops"\?\n.*12345678|12345678/,
    );
  });

  test('time: hours of the week, and what reaches out of them is not given', () => {
    // Noon of a Wednesday in UTC is 14:00 in Berlin.
    const work = about('time: {days: mon-fri, hours: "09:00-15:00", zone: Europe/Berlin}');
    expect([may(work), may(work, { durationMs: HOUR + 1 })]).toEqual([true, false]);
    expect(may(about('time: {days: [sat, sun], zone: UTC}'))).toBe(false);
    expect(may(about('time: {days: fri-wed, zone: UTC}'))).toBe(true);
    expect(may(about('time: {hours: "22:00-12:30", zone: UTC}'))).toBe(false);
    expect(may(about('time: [{hours: "22:00-12:30", zone: UTC}, {hours: "12:15-13:00", zone: UTC}]'))).toBe(
      true,
    );
    expect(refused(judged([work], { durationMs: 2 * HOUR }))).toContain(
      '22/tcp on web-01 at 2026-07-15 15:00 Europe/Berlin',
    );
  });

  test('time: two rules may share a time between them, each with what it asks', () => {
    const half = (name: string, hours: string, from: string) =>
      `{id: ${name}, match: {time: {hours: "${hours}", zone: UTC}}, require: {approvals: [{count: 1, from: ${from}}]}}`;
    const verdict = allowed(
      judged([half('day', '06:00-12:30', 'leads'), half('night', '12:30-06:00', 'security')]),
    );
    expect(verdict.requirements.map(({ group }) => group)).toEqual(['leads', 'security']);
  });

  test('time: a freeze refuses whatever runs into it, from its first minute to the end of its last day', () => {
    const freeze =
      '{id: freeze, match: {time: {from: 2026-07-16, to: 2026-07-17, zone: UTC}}, deny: Frozen now.}';
    const at = (text: string, durationMs = HOUR) =>
      judged([OPEN, freeze], { at: new Date(text), durationMs }).allowed;
    expect([at('2026-07-15T23:00Z'), at('2026-07-15T23:00Z', HOUR + 60_000)]).toEqual([true, false]);
    expect([at('2026-07-17T23:59Z'), at('2026-07-18T00:00Z')]).toEqual([false, true]);
  });

  test('duration: longer than, and up to; the whole chain of extensions counts', () => {
    const long =
      '{id: long, match: {duration: {over: 2h}}, require: {approvals: [{count: 1, from: security}]}}';
    const groups = (over: Parameters<typeof wish>[0]) =>
      allowed(judged([OPEN, long], over)).requirements.map(({ group }) => group);
    expect(groups({ durationMs: 2 * HOUR })).toEqual(['leads']);
    expect(groups({ durationMs: 2 * HOUR + 1 })).toEqual(['leads', 'security']);
    expect(groups({ chainMs: 3 * HOUR, extension: 1 })).toEqual(['leads', 'security']);
    expect(refused(judged([about('duration: {upTo: 30m}')]))).toContain('22/tcp on web-01 for 1 h');
  });
});

describe('require', () => {
  test('ticket: has to fit a pattern, in which # is a digit; the leading # of a number is not compared', () => {
    const wanted = requires('ticket: {pattern: ["CHG####", "####"]}');
    const with_ = (ticket: string) => may(wanted, { ticket });
    expect([with_('CHG0012'), with_('chg0012'), with_('#4711')]).toEqual([true, true, true]);
    expect([may(wanted), with_('CHG00123'), with_('CHG001x'), with_('INC-1')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(refused(judged([wanted]))).toBe(
      'Rule "strict" needs a ticket like "CHG####" or "####" (# is a digit, * is anything). Write it with your reason, such as "because CHG1234".',
    );
    expect(partRefused(policyOf(file(wanted)), wish())).toBe('ticket');
  });

  test.each([
    '*',
    'CHG*',
    'INC-*',
    'OPS-##',
    '####',
    '*-#*',
    'RITM#######',
  ])('ticket: %s is a pattern that some ticket fits', (pattern) =>
    expect(faults(requires(`ticket: {pattern: "${pattern}"}`))).toBe(''));

  test('ticket: confirm becomes a check of the verdict, once for each hook', () => {
    const confirmed = requires('ticket: {pattern: "CHG*", confirm: tickets}');
    const rules = [confirmed, confirmed.replace('strict', 'again')];
    expect(allowed(judged(rules, { ticket: 'CHG1' })).checks).toEqual([
      { kind: 'ticket', hook: 'tickets', rule: 'again' },
    ]);
  });

  test('justification: long enough, and like one of the patterns', () => {
    const wanted = requires('justification: {minLength: 10, pattern: "*incident*"}');
    const said = (justification: string) => may(wanted, { justification });
    expect([said('The Incident of today'), may(wanted), said('incident'), said('because I say so')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(partRefused(policyOf(file(wanted)), wish())).toBe('justification');
  });

  test('what several rules want besides is told all at once', () => {
    const rules = [
      requires('ticket: {pattern: "CHG*"}'),
      requires('justification: {minLength: 9}').replace('strict', 'more'),
    ];
    expect(refused(judged(rules))).toMatch(/needs a ticket.*needs a reason of at least 9 characters/);
  });

  test('requesterNeeds and stepUp are carried by the verdict', () => {
    const { checks, stepUp } = allowed(
      judged([OPEN, requires('requesterNeeds: [azure-jit, azure-reader], stepUp: true')]),
    );
    expect(checks).toEqual([
      { kind: 'azure', right: 'azure-jit', rule: 'strict' },
      { kind: 'azure', right: 'azure-reader', rule: 'strict' },
    ]);
    expect(stepUp).toBe(true);
    expect(allowed(judged([OPEN]))).not.toHaveProperty('stepUp');
  });

  test('what has to be looked up is named by what the policy would have said, and never taken for so', () => {
    const rules = [requires('requesterNeeds: azure-jit, ticket: {pattern: "CHG*", confirm: tickets}')];
    expect(sayWould(policyOf(file(...rules)), judged(rules, { ticket: 'CHG1' }))).toMatch(
      /asked 1 of leads \(.*\), for 24 h at most, once the requester's own rights in Azure and the ticket had been looked up$/,
    );
  });

  const stages = (name: string, ...asked: readonly (readonly [string, number])[]) =>
    `{id: ${name}, match: {}, require: {approvals: [${asked
      .map(([from, stage]) => `{count: 1, from: ${from}, stage: ${stage}}`)
      .join(', ')}]}}`;
  const order = (...rules: readonly string[]) =>
    allowed(judged(rules)).requirements.map(({ group, stage }) => [group, stage]);

  test('approvals: stages are kept in their order, those of several rules together', () => {
    expect(order(stages('a', ['leads', 1], ['security', 2]))).toEqual([
      ['leads', undefined],
      ['security', 2],
    ]);
    // Before the leads come the people of ops, and before security come the leads.
    expect(order(stages('a', ['leads', 1], ['security', 2]), stages('b', ['ops', 1], ['leads', 2]))).toEqual([
      ['leads', 2],
      ['ops', undefined],
      ['security', 3],
    ]);
  });

  test('approvals: where rules contradict each other, both groups are asked together', () => {
    expect(
      order(
        stages('a', ['leads', 1], ['security', 2]),
        stages('b', ['security', 1], ['leads', 2]),
        stages('c', ['leads', 1], ['ops', 2]),
      ),
    ).toEqual([
      ['leads', undefined],
      ['ops', 2],
      ['security', undefined],
    ]);
  });

  const escalating = (name: string, steps: string) =>
    `{id: ${name}, match: {}, require: {approvals: [{count: 1, from: leads, escalate: [${steps}]}]}}`;
  const ladder = (...rules: readonly string[]) => allowed(judged(rules)).requirements[0]?.ladder;

  test('approvals: a ladder reminds, and puts other people beside the group', () => {
    expect(
      ladder(escalating('a', '{after: 5m, remind: true}, {after: 10m, to: security, ask: direct}')),
    ).toEqual([
      { afterMs: 300_000, ask: [] },
      { afterMs: 600_000, group: 'security', ask: ['direct'] },
    ]);
  });

  test('approvals: of two ladders others come only where both say so, and as late; reminders come by either', () => {
    const one = escalating('a', '{after: 5m, remind: true}, {after: 10m, to: security, ask: direct}');
    const two = escalating(
      'b',
      '{after: 7m, remind: true}, {after: 20m, to: security, ask: "console:a"}, {after: 25m, to: ops}',
    );
    expect(ladder(one, two)).toEqual([
      { afterMs: 300_000, ask: [] },
      { afterMs: 420_000, ask: [] },
      { afterMs: 1_200_000, group: 'security', ask: ['console:a', 'direct'] },
    ]);
    expect(ladder(one, OPEN)).toEqual([{ afterMs: 300_000, ask: [] }]);
  });

  test('the people of every step of a ladder are looked up', () => {
    const policy = policyOf(file(escalating('a', '{after: 10m, to: security}')));
    expect(groupsAskedBy(policy, wish())).toEqual(['leads', 'security']);
  });
});

describe('allow', () => {
  const allows = (what: string, name = 'one') =>
    `{id: ${name}, match: {}, require: {approvals: [{count: 1, from: leads}]}, allow: {${what}}}`;

  test('onBehalfOf: every rule has to let this person ask for others', () => {
    const lets = allows('onBehalfOf: [leads]');
    const other = { askedBy: id(3) };
    expect(may(lets, other)).toBe(true);
    expect(refused(judged([lets], { askedBy: id(2) }))).toContain('does not let you ask for somebody else');
    expect(refused(judged([lets, OPEN], other))).toContain('Rule "open" does not let you');
    expect(may(OPEN, { askedBy: id(1) })).toBe(true);
  });

  test('onBehalfOf: what forbids somebody something forbids them to ask for it for others', () => {
    const never = '{id: never, match: {requesters: security}, deny: Not for security.}';
    expect(judged([allows('onBehalfOf: security'), never], { askedBy: id(6) }).allowed).toBe(false);
    expect(judged([allows('onBehalfOf: security'), never]).allowed).toBe(true);
  });

  test('onBehalfOf: whoever asks for somebody else is no approver of it', () => {
    const two =
      '{id: two, match: {}, require: {approvals: [{count: 3, from: leads}]}, allow: {onBehalfOf: leads}}';
    expect(may(two)).toBe(true);
    expect(refused(judged([two], { askedBy: id(3) }))).toContain('apart from you it has 2 people');
  });

  test('startWithin: the shortest of all rules, and a week where none says it', () => {
    const DAY = 24 * HOUR;
    const rules = [allows('startWithin: 2d'), allows('startWithin: 30d', 'two')];
    expect([2 * DAY, 2 * DAY + 1].map((aheadMs) => judged(rules, { aheadMs }).allowed)).toEqual([
      true,
      false,
    ]);
    expect([7 * DAY, 7 * DAY + 1].map((aheadMs) => may(OPEN, { aheadMs }))).toEqual([true, false]);
    expect(may(allows('startWithin: 30d'), { aheadMs: 8 * DAY })).toBe(true);
    expect(may(OPEN, { aheadMs: Number.NaN })).toBe(false);
  });

  const GLASS =
    '{id: glass, match: {tags: {env: prod}}, require: {maxDuration: 1h, requesterNeeds: azure-reader}, allow: {breakGlass: {groups: ops, review: {from: security, within: 24h}, tell: "console:loud"}}}';
  const broken = { breakGlass: true, justification: 'The shop is down.' } as const;

  test('breakGlass: opens without approvals, for whom a rule lets, and is looked at afterwards', () => {
    const rules = [requires('stepUp: true, ticket: {pattern: "CHG*", confirm: tickets}'), GLASS];
    const verdict = allowed(judged(rules, broken));
    expect(verdict).toMatchObject({
      ...{ rules: ['strict', 'glass'], requirements: [], maxDurationMs: HOUR },
      routes: { tell: ['console:loud'] },
      checks: [{ kind: 'azure', right: 'azure-reader', rule: 'glass' }],
      review: { group: 'security', withinMs: 24 * HOUR, rule: 'glass' },
    });
    expect(verdict).not.toHaveProperty('stepUp');
    expect(refused(judged([OPEN, GLASS], { ...broken, requester: id(3) }))).toContain(
      'No rule of the policy lets you break the glass for 22/tcp on web-01',
    );
  });

  test('breakGlass: every VM needs a rule that gives it, and what denies denies', () => {
    const other = vm({ name: 'db-01', tags: {} });
    expect(refused(judged([OPEN, GLASS], { ...broken, vms: [vm(), other] }))).toContain('on db-01');
    expect(judged([GLASS, '{id: no, match: {}, deny: Not now.}'], broken).allowed).toBe(false);
    expect(
      judged([GLASS, requires('source: single-host')], { ...broken, sources: ['203.0.113.0/28'] }).allowed,
    ).toBe(false);
  });

  test('breakGlass: needs a reason, is for oneself and for now', () => {
    const { justification: _, ...bare } = broken;
    expect(refused(judged([GLASS], bare))).toContain('needs a reason');
    expect(partRefused(policyOf(file(GLASS)), wish(bare))).toBe('justification');
    expect(refused(judged([GLASS], { ...broken, aheadMs: HOUR }))).toContain('cannot be planned');
    expect(refused(judged([GLASS], { ...broken, askedBy: id(2) }))).toContain('for yourself only');
  });

  test('breakGlass: is refused where nobody else could look at it afterwards', () => {
    const own = GLASS.replace('groups: ops', 'groups: security').replace('from: security', 'from: solo');
    const yaml = file(own).replace('groups: {', `groups: {solo: [${id(6)}], `);
    expect(refused(judge(policyOf(yaml), wish({ ...broken, requester: id(6) })))).toContain(
      'looked at by somebody of the group solo, and apart from you it has nobody',
    );
    expect(judge(policyOf(yaml), wish({ ...broken, requester: id(5) })).allowed).toBe(true);
  });

  test('breakGlass: a rule that gives nothing else is about nothing else, and lets its people see the VM', () => {
    expect(refused(judged([GLASS]))).toContain('No rule of the policy lets you ask for 22/tcp');
    expect(allowed(judged([OPEN, GLASS])).rules).toEqual(['open']);
    const policy = policyOf(file(GLASS));
    expect([1, 3].map((digit) => mayAskFor(policy, id(digit), vm()))).toEqual([true, false]);
    expect(offerFor(policy, id(1), vm())).toEqual({ ports: [], otherPort: false });
  });
});

describe('what a form offers', () => {
  const jit = vm({
    jit: [{ policyId: '/p', number: 22, protocol: '*', maxDurationMs: 8 * HOUR, sources: ['*'] }],
  });

  test('a rule for some hours, sources or lengths takes nothing away that another time would give', () => {
    const policy = policyOf(
      file(
        '{id: short, match: {duration: {upTo: 1h}}, require: {maxDuration: 1h}, allow: {autoApprove: true}}',
        '{id: long, match: {duration: {over: 1h}}, require: {approvals: [{count: 1, from: leads}], maxDuration: 4h}}',
        '{id: freeze, match: {time: {from: 2026-07-01, to: 2026-07-31, zone: UTC}}, deny: Frozen now.}',
      ),
    );
    expect(offerFor(policy, id(1), jit)).toEqual({
      ports: [{ port: tcp(22), capMs: 4 * HOUR }],
      otherPort: true,
      capMs: 4 * HOUR,
    });
    expect(mayAskFor(policy, id(1), jit)).toBe(true);
  });

  test('a source is offered where some rule lets it in', () => {
    const policy = policyOf(file(about('source: vpn')));
    const lets = (source: string) => letsIn(policy, id(1), jit, [tcp(22)], source);
    expect([lets('198.51.100.20/32'), lets('203.0.113.7/32')]).toEqual([true, false]);
  });
});

describe('faults of the new keys', () => {
  test.each([
    [
      'a day that is none',
      about('time: {days: mon-fry, zone: UTC}'),
      'time.days: found "mon-fry": write days',
    ],
    ['hours that are none', about('time: {hours: "9-18", zone: UTC}'), 'found "9-18": write hours such as'],
    ['hours of no length', about('time: {hours: "09:00-09:00", zone: UTC}'), 'found "09:00-09:00"'],
    ['a minute that is none', about('time: {hours: "09:60-10:00", zone: UTC}'), 'write hours such as'],
    ['a time without a zone', about('time: {days: mon}'), 'time.zone: missing: write a time zone'],
    ['a zone that is none', about('time: {days: mon, zone: Europe/Berlinn}'), 'found "Europe/Berlinn"'],
    ['a time without a time', about('time: {zone: UTC}'), 'write days and hours, or from and to'],
    [
      'a week and a freeze at once',
      about('time: {days: mon, from: 2026-01-01, to: 2026-01-02, zone: UTC}'),
      'not both',
    ],
    ['a freeze without an end', about('time: {from: 2026-01-01, zone: UTC}'), 'write both from and to'],
    [
      'a freeze that ends first',
      about('time: {from: 2026-01-02, to: 2026-01-01, zone: UTC}'),
      'over before it begins',
    ],
    [
      'a day of no calendar',
      about('time: {from: 2026-02-30, to: 2026-03-01, zone: UTC}'),
      'found "2026-02-30"',
    ],
    ['a duration of nothing', about('duration: {}'), 'write over, or upTo'],
    ['a duration that none has', about('duration: {over: 4h, upTo: 1h}'), 'write a larger upTo'],
    ['a network that is none', about('source: vpm'), 'Did you mean "vpn"?'],
    ['host bits in a source', about('source: 203.0.113.7/24'), 'write 203.0.113.0/24'],
    ['a system that is none', about('os: macos'), 'found "macos": write windows or linux'],
    ['a cloud that is none', about('cloud: aws'), 'write azure for every one of them, or public'],
    [
      'a gap between stages',
      requires('maxDuration: 1h').replace('from: leads', 'from: leads, stage: 2'),
      'nobody is asked in stage 1',
    ],
    [
      'a step that does nothing',
      requires('maxDuration: 1h').replace('from: leads', 'from: leads, escalate: [{after: 5m}]'),
      'either remind: true, or to',
    ],
    [
      'a step to the same people',
      requires('maxDuration: 1h').replace('from: leads', 'from: leads, escalate: [{after: 5m, to: leads}]'),
      'write another group',
    ],
    [
      'a step after the end',
      requires('maxDuration: 1h').replace('from: leads', 'from: leads, escalate: [{after: 30m, to: ops}]'),
      'the request lapses before that',
    ],
    [
      'steps out of order',
      requires('maxDuration: 1h').replace(
        'from: leads',
        'from: leads, escalate: [{after: 9m, to: ops}, {after: 5m, remind: true}]',
      ),
      'write the soonest first',
    ],
    [
      'a hook that is none',
      requires('ticket: {pattern: "*", confirm: ticket}'),
      'no hook of this file has that name: define it under "hooks". Did you mean "tickets"?',
    ],
    [
      'a ticket that nobody could write',
      requires('ticket: {pattern: "no ticket"}'),
      'no ticket that Ajar reads looks like this',
    ],
    [
      'a ticket with too few digits',
      requires('ticket: {pattern: [CHG###, INC-*]}'),
      'pattern[0]: found "CHG###"',
    ],
    [
      'a justification without a demand',
      requires('justification: {}'),
      'write minLength, or pattern, or both',
    ],
    ['a right that is none', requires('requesterNeeds: azure-owner'), 'write azure-reader or azure-jit'],
    [
      'a step-up that nobody takes',
      '{id: x, match: {}, require: {stepUp: true}, allow: {autoApprove: true}}',
      'nobody approves here who could confirm it',
    ],
    [
      'break-glass without a review',
      '{id: x, match: {}, allow: {breakGlass: {groups: ops}}}',
      'breakGlass.review: missing',
    ],
    [
      'a deny that gives break-glass',
      '{id: x, match: {}, deny: Not here., allow: {breakGlass: {groups: ops, review: {from: ops, within: 1h}}}}',
      'leave allow out',
    ],
  ])('%s', (_, rule, says) => {
    expect(faults(rule)).toContain(says);
  });

  test('are told all at once', () => {
    expect(
      faults(about('os: macos, time: {days: x, zone: Y}, duration: {}'), requires('stepUp: yes')).split('\n')
        .length,
    ).toBe(5);
  });
});
