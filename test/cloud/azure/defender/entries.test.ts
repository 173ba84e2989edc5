import { describe, expect, it } from 'vitest';
import { type Entry, findEntry, foreignHolder } from '../../../../src/cloud/azure/defender/entries.ts';
import { grantFor, VM_ID } from '../pure.ts';

const until = new Date('2026-03-02T13:00:00.123Z');
const order = {
  request: 'aj-7k2m9q',
  justification: 'x',
  until,
  grants: [],
  now: new Date('2026-03-02T12:00:00Z'),
};
const grant = grantFor('g1', 22);
const entry = (more: Partial<Entry> & { justification?: string } = {}): Entry => ({
  ...{ status: 'Initiated', reason: 'UserRequested', vmId: VM_ID, number: 22, source: '203.0.113.7' },
  ...{
    startedAt: new Date('2026-03-02T12:00:00Z'),
    until,
    requestor: '',
    justification: 'ajar aj-7k2m9q for Mina Kim',
    ...more,
  },
});
const unnamed = ({ justification: _, ...rest }: Entry): Entry => rest;

describe('our entry among the requests of a JIT policy', () => {
  it('is found by the justification, whatever its end', () => {
    expect(findEntry([entry({ until: new Date(0) })], order, grant)).toBeDefined();
    expect(
      findEntry([entry({ justification: 'ajar aj-7k2m9r for Mina Kim' })], order, grant),
    ).toBeUndefined();
    expect(findEntry([entry({ justification: 'patching' })], order, grant)).toBeUndefined();
  });

  it('is found by its end to the millisecond where Azure leaves the justification out', () => {
    expect(findEntry([unnamed(entry())], order, grant)).toBeDefined();
    expect(
      findEntry([unnamed(entry({ until: new Date(until.getTime() + 1) }))], order, grant),
    ).toBeUndefined();
  });

  it('is never one of another VM, port or source', () => {
    const others = [
      entry({ vmId: `${VM_ID}2` }),
      entry({ number: 23 }),
      entry({ source: '203.0.113.8' }),
      entry({ source: '*' }),
    ];
    expect(findEntry(others, order, grant)).toBeUndefined();
  });

  it('is the most open one of several, then the newest: a word that is not known may be open', () => {
    const revoked = entry({ status: 'Revoked', startedAt: new Date('2026-03-02T12:30:00Z') });
    expect(findEntry([revoked, entry()], order, grant)?.status).toBe('Initiated');
    expect(findEntry([revoked, entry({ status: 'Perished' })], order, grant)?.status).toBe('Perished');
  });
});

describe('whose an entry is', () => {
  it("is somebody else's only when it says so, lives and has not ended", () => {
    const theirs = { justification: 'patching' };
    expect(foreignHolder([entry(theirs)], order, grant)).toBeDefined();
    expect(foreignHolder([unnamed(entry())], order, grant)).toBeUndefined();
    expect(foreignHolder([entry({ ...theirs, status: 'Revoked' })], order, grant)).toBeUndefined();
    expect(foreignHolder([entry({ ...theirs, until: order.now })], order, grant)).toBeUndefined();
  });
});
