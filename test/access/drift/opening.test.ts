import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, type Opening, sayOpening } from '../../../src/access/drift/opening.ts';
import { readRange, within } from '../../../src/access/range.ts';

const approved: Opening = {
  ...{ access: 'allow', protocol: 'tcp', sources: ['203.0.113.7/32'] },
  ...{ destinations: ['10.0.0.4'], ports: ['3389'] },
};

describe('what somebody made of a rule', () => {
  it.each([
    ['the same, written otherwise', { sources: ['203.0.113.7'] }, 'same'],
    ['a wider source', { sources: ['203.0.113.0/24'] }, 'wider'],
    ['any source', { sources: ['*'] }, 'wider'],
    ['another source', { sources: ['203.0.113.8'] }, 'wider'],
    ['one source more', { sources: ['203.0.113.7', '203.0.113.9'] }, 'wider'],
    ['a tag, of whom nobody can tell', { sources: ['VirtualNetwork'] }, 'wider'],
    ['more ports', { ports: ['3380-3390'] }, 'wider'],
    ['all ports', { ports: ['*'] }, 'wider'],
    ['a port that is no number', { ports: ['rdp'] }, 'wider'],
    ['any protocol', { protocol: '*' }, 'wider'],
    ['another destination', { destinations: ['10.0.0.5'] }, 'wider'],
    ['no destination that could be read', { destinations: [] }, 'wider'],
    ['a deny', { access: 'deny' }, 'other'],
  ] as const)('%s', (_what, made, change) => {
    expect(changeOf(approved, { ...approved, ...made } as Opening)).toBe(change);
  });

  it('lets in more where a deny became an allow', () => {
    const denied: Opening = { ...approved, access: 'deny' };
    expect(changeOf(denied, approved)).toBe('wider');
    expect(changeOf(denied, denied)).toBe('same');
  });

  it('lets in no more where it was narrowed', () => {
    const range = { ...approved, sources: ['203.0.113.0/24'] };
    expect(changeOf(range, approved)).toBe('other');
  });

  it('is said with before and after', () => {
    expect(sayOpening(approved)).toBe('tcp 3389 from 203.0.113.7 to 10.0.0.4');
    expect(sayOpening({ ...approved, protocol: '*', sources: ['*'], ports: ['*'] })).toBe(
      'any protocol all ports from anywhere to 10.0.0.4',
    );
  });
});

const anyAddress = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.0/30', '10.0.0.0/24', '*', '2001:db8::1');
const anyPort = fc.constantFrom('22', '23', '20-25', '*');
const anyOpening: fc.Arbitrary<Opening> = fc.record({
  access: fc.constantFrom('allow', 'deny'),
  protocol: fc.constantFrom('tcp', 'udp', '*'),
  sources: fc.array(anyAddress, { minLength: 1, maxLength: 3 }),
  destinations: fc.array(anyAddress, { minLength: 1, maxLength: 2 }),
  ports: fc.array(anyPort, { minLength: 1, maxLength: 2 }),
});

const HOSTS = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.200', '192.0.2.1', '2001:db8::1', '2001:db8::2'];
const anyPacket = fc.record({
  source: fc.constantFrom(...HOSTS),
  destination: fc.constantFrom(...HOSTS),
  port: fc.constantFrom(22, 23, 24, 80),
  protocol: fc.constantFrom('tcp', 'udp'),
});

/** As a firewall would: by what the rule says, and nothing of how it is compared. */
function letsIn(
  opening: Opening,
  packet: { source: string; destination: string; port: number; protocol: string },
) {
  const holds = (texts: readonly string[], host: string) =>
    texts.some((text) => text === '*' || within(readRange(host)!, readRange(text)!));
  const spans = (text: string) => {
    const [from = 0, to = from] = text === '*' ? [0, 65_535] : text.split('-').map(Number);
    return from <= packet.port && packet.port <= to;
  };
  return (
    opening.access === 'allow' &&
    ['*', packet.protocol].includes(opening.protocol) &&
    holds(opening.sources, packet.source) &&
    holds(opening.destinations, packet.destination) &&
    opening.ports.some(spans)
  );
}

it('H19: whatever lets in a packet that was not approved is called wider', () => {
  fc.assert(
    fc.property(anyOpening, anyOpening, anyPacket, (before, after, packet) => {
      fc.pre(before.access === 'allow' && letsIn(after, packet) && !letsIn(before, packet));
      expect(changeOf(before, after)).toBe('wider');
    }),
    { numRuns: 2_000 },
  );
});

it('H19: whatever is called the same lets in the same', () => {
  fc.assert(
    fc.property(anyOpening, anyOpening, anyPacket, (before, after, packet) => {
      fc.pre(changeOf(before, after) === 'same');
      expect(letsIn(after, packet)).toBe(letsIn(before, packet));
    }),
    { numRuns: 500 },
  );
});
