import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/chat/facts.ts';
import { cardContract } from '../contracts/cards.ts';
import {
  RILEY,
  SAMPLE_CARDS,
  sampleFacts,
  sampleGrant,
  sampleRequest,
  sampleVm,
} from '../contracts/sample-cards.ts';

cardContract('facts', (card) => JSON.stringify(factsOf(card)).replaceAll('\\"', '"'));

describe('the notification', () => {
  it('begins with person, port, VM, duration, source and ticket', () => {
    expect(factsOf(SAMPLE_CARDS.approval).summary).toBe(
      'Riley Requester, 3389/tcp on vm-prod-01, 2 h, from 203.0.113.7, INC-123: waiting for approval',
    );
  });
});

describe('an extension that did not come about', () => {
  const at = new Date('2026-09-14T12:00:00Z');
  const continues = { id: 'aj-1', from: at, chainStart: at, count: 1 };
  for (const [status, words] of [
    ['denied', 'was denied 2 h more of 3389/tcp on vm-prod-01'],
    ['cancelled', 'request for 2 h more of 3389/tcp on vm-prod-01 was cancelled'],
    ['lapsed', 'request for 2 h more of 3389/tcp on vm-prod-01 lapsed'],
  ] as const)
    it(`is told as one once it is ${status}: what is open stays so`, () => {
      const request = sampleRequest(status, { continues });
      expect(factsOf({ card: 'request', request, facts: sampleFacts() })).toMatchObject({
        headline: expect.stringContaining(words),
      });
    });
});

describe('what a request is said to reach', () => {
  const headline = (grants: ReturnType<typeof sampleGrant>[]) => {
    const facts = factsOf({
      card: 'request',
      request: sampleRequest('open', { grants }),
      facts: sampleFacts(),
    });
    return 'headline' in facts ? facts.headline : '';
  };
  const ssh = { port: { number: 22, protocol: 'tcp' }, opens: { number: 22, protocol: 'tcp' } } as const;
  const two = sampleVm('vm-prod-02');

  it('joins ports and VMs where every VM has every port', () => {
    const grants = [sampleGrant({ state: 'open' }), sampleGrant({ key: 'g2', vm: two, state: 'open' })];
    expect(headline(grants)).toBe('3389/tcp on vm-prod-01 and vm-prod-02 is open for Riley Requester');
  });

  it('goes VM by VM where they differ', () => {
    const grants = [
      sampleGrant({ state: 'open' }),
      sampleGrant({ key: 'g2', vm: two, state: 'open', ...ssh }),
    ];
    expect(headline(grants)).toBe(
      '3389/tcp on vm-prod-01 and 22/tcp on vm-prod-02 is open for Riley Requester',
    );
  });

  it('H13: never calls open what failed or is doubtful', () => {
    const grants = [
      sampleGrant({ state: 'open' }),
      sampleGrant({ key: 'g2', vm: two, state: 'doubtful' }),
      sampleGrant({ key: 'g3', ...ssh, state: 'failed' }),
    ];
    expect(headline(grants)).toBe('3389/tcp on vm-prod-01 is open for Riley Requester');
  });

  it('reads one address without its mask, and leaves a network its own', () => {
    const source = (cidr: string) => {
      const request = sampleRequest('pending', { grants: [sampleGrant({ source: cidr })] });
      const facts = factsOf({ card: 'approval', request, facts: sampleFacts() });
      return 'source' in facts ? facts.source : '';
    };
    expect(['203.0.113.7/32', '2001:db8::1/128', '2001:db8::/32', '10.0.0.0/8'].map(source)).toEqual([
      '203.0.113.7',
      '2001:db8::1',
      '2001:db8::/32',
      '10.0.0.0/8',
    ]);
  });
});

describe('approvals', () => {
  it('does not tell those of older terms', () => {
    const old = [{ by: RILEY, at: new Date(), terms: 1, groups: [] }];
    const request = sampleRequest('pending', { terms: 2, approvals: old });
    expect(factsOf({ card: 'approval', request, facts: sampleFacts() })).toMatchObject({ approvedBy: '' });
  });
});

describe('a ticket', () => {
  const told = (justification: string, ticket = 'INC-123') => {
    const request = sampleRequest('pending', { justification, ticket });
    const facts = factsOf({ card: 'approval', request, facts: sampleFacts() });
    return 'ticket' in facts ? [facts.justification, facts.ticket] : [];
  };

  it('is told once: within the reason, or alone where the reason is nothing else', () => {
    expect(told('the spooler hangs (inc-123)')).toEqual(['the spooler hangs (inc-123)', '']);
    expect(told('inc-123')).toEqual(['', 'INC-123']);
    expect(told('#4711: disk', '#4711')).toEqual(['#4711: disk', '']);
    expect(told('the spooler hangs')).toEqual(['the spooler hangs', 'INC-123']);
    expect(told('see INC-1234')).toEqual(['see INC-1234', 'INC-123']);
  });
});

describe('long lists', () => {
  it('are cut, and say how much was left out', () => {
    const grants = Array.from({ length: 24 }, (_, at) =>
      sampleGrant({ key: `g${at}`, vm: sampleVm(`vm-${at}`) }),
    );
    const request = sampleRequest('pending', { grants });
    // As many VMs as one request takes are never cut.
    expect(factsOf({ card: 'approval', request, facts: sampleFacts() }, 5)).toMatchObject({
      moreVms: '4 more VMs',
      vms: { length: 20 },
      what: '3389/tcp on vm-0, vm-1, vm-2, vm-3, vm-4 and 19 more',
    });
    expect(factsOf({ ...SAMPLE_CARDS.audit, more: 1 }, 1)).toMatchObject({ more: '2 more' });
  });
});
