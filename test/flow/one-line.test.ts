import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJustification } from '../../src/access/justification.ts';
import { readSentence } from '../../src/access/sentence.ts';
import { readTicket, ticketIn } from '../../src/access/ticket.ts';
import { oneLine } from '../../src/flow/form/one-line.ts';
import type { FullWish } from '../../src/flow/say/wish.ts';
import { vmOf } from '../fakes/vms.ts';

const NOW = { now: new Date('2026-11-23T12:00:00Z'), zone: 'UTC' };

const ports = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 65_535 }),
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, '*' as const),
  }),
  { minLength: 1, maxLength: 3, selector: ({ number }) => number },
);
const byte = fc.integer({ min: 1, max: 254 });
const source = fc.oneof(
  fc.tuple(byte, byte, byte, byte).map((bytes) => `${bytes.join('.')}/32`),
  fc.tuple(byte, byte, byte).map((bytes) => `${bytes.join('.')}.0/24`),
  fc.tuple(byte, byte).map(([a, b]) => `2001:db8:${a.toString(16)}::${b.toString(16)}/128`),
  fc.constant('2001:db8::/64'),
);
const word = fc.constantFrom(
  ...[
    'the',
    'spooler',
    'hangs',
    'for',
    '2h',
    'from',
    'vpn',
    'on',
    'web-01',
    'because',
    'until',
    '18:00',
    'and',
  ],
  ...[
    'INC-1234',
    'INC-12',
    'ops-7',
    'OPS-42',
    '#4711',
    '3389/tcp',
    '203.0.113.9',
    '"quoted"',
    '(why)',
    'émigré',
    '火',
  ],
);
const why = fc.array(word, { maxLength: 8 }).map((words) => readJustification(words.join(' ')));
const ticket = fc.constantFrom('INC-12', 'CHG0012345', 'ops-7', '#4711', undefined);
const names = fc.uniqueArray(fc.constantFrom('vm-prod-01', 'web-01', 'db.internal', 'WIN_SRV'), {
  minLength: 1,
  maxLength: 2,
});

const wish = fc
  .record({
    names,
    ports,
    sources: fc.uniqueArray(source, { minLength: 1, maxLength: 2 }),
    minutes: fc.integer({ min: 1, max: 1_440 }),
    why,
    ticket,
  })
  .map(({ names: vms, minutes, why: said, ticket: typed, ...rest }): FullWish => {
    const justification = said;
    const reference = typed === undefined ? ticketIn(said ?? '') : readTicket(typed, 'possible');
    return {
      ...{ vms: vms.map((name) => vmOf(name, [])), ports: rest.ports, sources: rest.sources },
      ...{ durationMs: minutes * 60_000, durationDefaulted: false },
      ...(justification === undefined ? {} : { justification }),
      ...(reference === undefined ? {} : { ticket: reference }),
    };
  });

describe('the line that would have asked the same', () => {
  it('is read back as the same wish', () => {
    fc.assert(
      fc.property(wish, (asked) => {
        const line = oneLine(asked, {}, NOW) ?? '';
        const read = readSentence(line, NOW);
        expect(read, line).toMatchObject({
          verb: 'open',
          vms: asked.vms.map(({ name }) => name),
          ports: asked.ports,
          sources: asked.sources,
          networks: [],
          durationMs: asked.durationMs,
        });
        const { ticket: reference, justification = '' } = read as { ticket?: string; justification?: string };
        expect(reference, line).toBe(asked.ticket);
        expect(justification.endsWith(asked.justification ?? ''), `${line} > ${justification}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is none where it would be read as something else', () => {
    for (const name of ['a', 'the', 'vm-prod-01', 'vpn', 'for', '22', 'INC-12', '2h', 'any']) {
      const asked: FullWish = {
        ...{ vms: [vmOf(name, [])], ports: [{ number: 22, protocol: 'tcp' }] },
        ...{ sources: ['203.0.113.7/32'], durationMs: 60_000, durationDefaulted: false },
      };
      const line = oneLine(asked, {}, NOW);
      if (line !== undefined) expect(readSentence(line, NOW)).toMatchObject({ vms: [name] });
      else expect(['vm-prod-01', 'vpn']).not.toContain(name);
    }
  });
});
