import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../src/access/grant.ts';
import {
  type Entry,
  entriesOf,
  foreignHolder,
  mayYetOpen,
  ownEntries,
} from '../../../../src/cloud/azure/defender/entries.ts';
import type { Order } from '../../../../src/ports/provider.ts';
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
const findEntry = (entries: readonly Entry[], of: Order, held: Grant): Entry | undefined =>
  ownEntries(entries, of, held)[0];
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

describe('whether Azure may yet make a rule', () => {
  it('is told from every entry of ours, not from the most open one alone', () => {
    const later = entry({ status: 'Initiating', startedAt: new Date('2026-03-02T12:01:00Z') });
    expect(mayYetOpen(ownEntries([entry(), later], order, grant))).toBe(true);
    expect(mayYetOpen([entry(), entry({ status: 'Perished' })])).toBe(true);
    expect(mayYetOpen([entry(), entry({ status: 'Revoked' })])).toBe(false);
    const theirs = entry({ status: 'Initiating', justification: 'patching' });
    expect(mayYetOpen(ownEntries([entry(), theirs], order, grant))).toBe(false);
  });
});

describe('whose an entry is', () => {
  const later = new Date('2026-03-02T18:00:00Z');

  it.each(['', '  '])('is told without a justification that is blank, as Azure may keep it: %j', (blank) => {
    const [read] = entriesOf({
      virtualMachines: [],
      requests: [
        {
          ...{ startTimeUtc: order.now, requestor: blank, justification: blank },
          virtualMachines: [
            {
              id: VM_ID,
              ports: [
                {
                  ...{ number: 22, allowedSourceAddressPrefix: '203.0.113.7', endTimeUtc: until },
                  ...{ status: 'Initiated', statusReason: 'UserRequested' },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(read).not.toHaveProperty('justification');
    expect(findEntry([read!], order, grant)).toBeDefined();
    expect(foreignHolder([{ ...read!, until: later }], order, grant)).toBeUndefined();
  });

  it("is somebody else's by a person's name alone, as the portal asks for no justification", () => {
    const portal = unnamed(entry({ requestor: 'Mina Kim', until: later }));
    expect(foreignHolder([portal], order, grant)).toBeDefined();
    expect(foreignHolder([{ ...portal, requestor: '' }], order, grant)).toBeUndefined();
    const marked = { ...portal, justification: 'ajar aj-7k2m9r for Mina Kim' };
    expect(foreignHolder([marked], order, grant)).toBeUndefined();
  });

  it('is ours at exactly our end, whoever Azure names: rather closed too early than left open', () => {
    expect(foreignHolder([unnamed(entry({ requestor: 'Mina Kim' }))], order, grant)).toBeUndefined();
  });

  it("is somebody else's only when it says so, lives and has not ended", () => {
    const theirs = { justification: 'patching' };
    expect(foreignHolder([entry(theirs)], order, grant)).toBeDefined();
    expect(foreignHolder([unnamed(entry())], order, grant)).toBeUndefined();
    expect(foreignHolder([entry({ ...theirs, status: 'Revoked' })], order, grant)).toBeUndefined();
    expect(foreignHolder([entry({ ...theirs, until: order.now })], order, grant)).toBeUndefined();
  });
});
