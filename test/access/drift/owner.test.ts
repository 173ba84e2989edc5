import { describe, expect, it } from 'vitest';
import { type Marked, ownerOf } from '../../../src/access/drift/owner.ts';
import type { Grant } from '../../../src/access/grant.ts';
import type { AccessRequest } from '../../../src/access/request.ts';
import { closed, grant, minute, NOW, open, opening, pending } from '../../store/samples.ts';

const MOMENT = { seenAt: minute(10), now: minute(10), graceMs: 60_000 };

const behindFirewall: Grant = { ...grant(), provider: 'azure-firewall', target: 'fw|web-01|22' };
const held = (): AccessRequest => open(opening(pending(), [behindFirewall]));

/** A rule of that request as its name tells it, in a security group behind the firewall. */
const rule = (more: Partial<Marked> = {}): Marked => ({
  ...{ request: 'aj-000001', key: 'g1', until: minute(60), standing: true },
  grant: { ...behindFirewall, provider: 'nsg', target: 'nsg|web-01|22' },
  ...more,
});

describe('whose a rule is', () => {
  it('is told by request, key and end: behind a firewall one grant has rules in several places', () => {
    expect(ownerOf(rule(), held(), [held()], MOMENT)).toBe('owned');
    expect(ownerOf(rule({ grant: behindFirewall }), held(), [held()], MOMENT)).toBe('owned');
  });

  it('is nobody where the live request has no such grant, or another end', () => {
    expect(ownerOf(rule({ key: 'g2' }), held(), [held()], MOMENT)).toBe('nobody');
    expect(ownerOf(rule({ until: minute(61) }), held(), [held()], MOMENT)).toBe('nobody');
  });

  it('is nobody where Defender let in another source than the live request that it names has', () => {
    const defenders: Grant = { ...grant(), provider: 'defender' };
    const live = open(opening(pending(), [defenders]));
    const { key: _, ...marked } = rule({ grant: defenders });
    expect(ownerOf(marked, live, [live], MOMENT)).toBe('owned');
    for (const source of ['0.0.0.0/0', '*', '198.51.100.9/32'])
      expect(ownerOf({ ...marked, grant: { ...defenders, source } }, live, [live], MOMENT)).toBe('nobody');
    const written = { ...marked, grant: { ...defenders, source: '203.0.113.7' } };
    expect(ownerOf(written, live, [live], MOMENT)).toBe('owned');
  });

  it('is nobody while its request only waits: nothing of it can be open', () => {
    expect(ownerOf(rule(), pending(), [], MOMENT)).toBe('nobody');
  });

  it('is of an ended request, but for one that ended as late as the reading', () => {
    const ended = { ...closed(held()), endedAt: NOW } as AccessRequest;
    expect(ownerOf(rule(), ended, [], MOMENT)).toBe('ended');
    expect(ownerOf(rule(), { ...ended, endedAt: minute(10) } as AccessRequest, [], MOMENT)).toBe('owned');
  });

  it('is left to another installation until its end, and is nobody after that', () => {
    expect(ownerOf(rule(), undefined, [], MOMENT)).toBe('elsewhere');
    expect(ownerOf(rule({ until: minute(9) }), undefined, [], MOMENT)).toBe('nobody');
  });
});
