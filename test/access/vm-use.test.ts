import { describe, expect, it } from 'vitest';
import { type CloudAccess, usageOf } from '../../src/access/vm-use.ts';
import { BLAKE, later, sampleGrant, sampleRequest, sampleVm } from '../contracts/sample-cards.ts';

const { id: VM } = sampleVm('vm-prod-01');
const NOW = later(30);
const DAY = 24 * 60;

const seen = (more: Partial<CloudAccess> = {}): CloudAccess => ({
  ...{ port: 22, source: '198.51.100.7', startedAt: later(10), until: later(70), live: true, by: '' },
  ...more,
});

describe('what became of a VM', () => {
  it('counts what was approved in the last 7 days, and tells who was last', () => {
    const old = sampleRequest('closed', {
      id: 'aj-0000aa',
      openedAt: later(-9 * DAY),
      until: later(-8 * DAY),
    });
    const recent = sampleRequest('closed', {
      requester: BLAKE,
      openedAt: later(-6 * DAY),
      until: later(-5 * DAY),
    });
    const denied = sampleRequest('denied', { id: 'aj-0000ab' });
    const waiting = sampleRequest('pending', { id: 'aj-0000ac' });
    expect(usageOf(VM, [waiting, denied, recent, old], [], NOW)).toEqual({
      ...{ lately: 1, last: { by: 'Blake Approver', at: later(-6 * DAY) }, now: [] },
    });
  });

  it('tells who may reach what now: what really opens, and only on this VM', () => {
    const elsewhere = sampleGrant({
      key: 'g2',
      vm: sampleVm('vm-prod-02'),
      state: 'open',
      port: { number: 22, protocol: 'tcp' },
    });
    const wider = sampleGrant({ state: 'open', opens: { number: 3389, protocol: '*' } });
    expect(usageOf(VM, [sampleRequest('open', { grants: [wider, elsewhere] })], [], NOW).now).toEqual([
      { by: 'Riley Requester', ports: ['3389/any'], sources: ['203.0.113.7/32'], until: later(125) },
    ]);
  });

  it('still counts what is closing and not proven shut', () => {
    expect(usageOf(VM, [sampleRequest('closing')], [], NOW).now).toHaveLength(1);
    expect(usageOf(VM, [sampleRequest('closed')], [], NOW).now).toEqual([]);
  });

  it('an approved request that never opened is no access', () => {
    const failed = sampleRequest('closed', { openedAt: undefined as never });
    expect(usageOf(VM, [failed], [], NOW)).toEqual({ lately: 1, now: [] });
  });
});

describe("the cloud's own record", () => {
  it('names others as outside Ajar: a person by name, an app without one', () => {
    const entries = [
      seen({ by: 'dev@contoso.com' }),
      seen({ by: 'dev@contoso.com', port: 3389 }),
      seen({ startedAt: later(5), until: later(20) }),
      seen({ startedAt: later(1), live: false }),
    ];
    expect(usageOf(VM, [], entries, NOW)).toEqual({
      lately: 3,
      last: { by: 'dev@contoso.com, outside Ajar', at: later(10) },
      now: [
        {
          ...{ by: 'dev@contoso.com, outside Ajar', ports: ['22', '3389'], sources: ['198.51.100.7'] },
          until: later(70),
        },
      ],
    });
    expect(usageOf(VM, [], [seen()], NOW).last?.by).toBe('an app, outside Ajar');
  });

  it('counts what is ours once: by its justification, or by its end where Azure left that out', () => {
    const request = sampleRequest('open');
    const marked = seen({ port: 3389, justification: `ajar ${request.id} for Riley Requester (x)` });
    const bare = seen({ port: 3389, until: request.until });
    expect(usageOf(VM, [request], [marked, bare], NOW)).toMatchObject({
      lately: 1,
      now: [{ by: 'Riley Requester' }],
    });
    const elsewhere = seen({ port: 3389, until: later(124) });
    expect(usageOf(VM, [request], [elsewhere], NOW).lately).toBe(2);
  });

  it('reads whom a request of ours was for that this store does not know', () => {
    const justification =
      'ajar aj-9h4k7r for Riley Requester (aaaaaaaa-0000-4000-8000-000000000001), approved by x';
    expect(usageOf(VM, [], [seen({ justification })], NOW).last?.by).toBe('Riley Requester, aj-9h4k7r');
    expect(usageOf(VM, [], [seen({ justification: 'ajar aj-9h4k7r' })], NOW).last?.by).toBe('aj-9h4k7r');
  });
});
