import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, isAnywhere, readSource, saySource, sizeOf } from '../../src/access/address.ts';

describe('sources', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['2001:DB8::7', '2001:db8::7/128'],
    ['2001:db8:0:0:0:0:0:0/32', '2001:db8::/32'],
    ['::ffff:203.0.113.7', '203.0.113.7/32'],
    ['::ffff:cb00:7107', '203.0.113.7/32'],
    ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
  ])('reads %s as %s', (text, cidr) => {
    expect(readSource(text)).toBe(cidr);
  });

  it.each([
    '',
    ' ',
    '010.0.0.1',
    '256.1.1.1',
    '1.2.3',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/08',
    '1.2.3.4/+8',
    '1.2.3.4/255.255.255.0',
    '1.2.3.4/24/8',
    '2001:db8::/129',
    'fe80::1%eth0',
    '1.2.3.4:22',
    'vpn',
    '*',
    '0.0.0.0',
    '::',
    '0.0.0.0/32',
    '１.2.3.4',
    '1.2.3.4 ',
    ':::',
    '1::2::3',
  ])('refuses %j and says what to write', (text) => {
    expect(readSource(text)).toMatchObject({ error: expect.stringContaining('203.0.113.') });
  });

  it('names the network when host bits are set', () => {
    expect(readSource('203.0.113.7/24')).toMatchObject({
      error:
        '"203.0.113.7/24" is inside a network: write 203.0.113.0/24 for the whole network, or 203.0.113.7 for one address.',
    });
    expect(readSource('2001:db8::7/64')).toMatchObject({ error: expect.stringContaining('2001:db8::/64') });
  });

  it('are canonical: read again they stay as they are', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6()).filter((text) => isIP(text) > 0);
    fc.assert(
      fc.property(address, fc.nat(128), (text, prefix) => {
        for (const source of [readSource(text), readSource(`${text}/${prefix}`)]) {
          if (typeof source === 'string') expect(readSource(source)).toBe(source);
          else expect(source.error.length).toBeGreaterThan(20);
        }
      }),
    );
  });

  it('never throw, and only what Node calls an address passes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcfx.:/%* ') }), (text) => {
        if (typeof readSource(text) === 'string') expect(isIP(text.split('/')[0]!)).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what a cap on sources compares', () => {
  it('knows what lies inside what', () => {
    expect(contains('203.0.113.0/24', '203.0.113.7/32')).toBe(true);
    expect(contains('203.0.113.7/32', '203.0.113.0/24')).toBe(false);
    expect(contains('0.0.0.0/0', '2001:db8::/32')).toBe(false);
    expect(contains('2001:db8::/32', '2001:db8:1::/48')).toBe(true);
  });

  it('knows the size and the whole Internet', () => {
    expect(sizeOf('203.0.113.0/24')).toEqual({ family: 4, prefix: 24, hostBits: 8 });
    expect(sizeOf('2001:db8::/32')).toEqual({ family: 6, prefix: 32, hostBits: 96 });
    expect(['0.0.0.0/0', '::/0', '0.0.0.0/1'].map(isAnywhere)).toEqual([true, true, false]);
  });
});

describe('a source as people say it', () => {
  it.each([
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.0/28', '203.0.113.0/28'],
    ['2001:db8::7/128', '2001:db8::7'],
    ['2001:db8::/32', '2001:db8::/32'],
  ])('%s is %s: only one address loses its length, never a network', (cidr, said) => {
    expect(saySource(cidr)).toBe(said);
  });
});
