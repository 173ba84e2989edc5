import { expect, it } from 'vitest';
import { clientAddress } from '../../src/web/client-address.ts';

const PROXIES = ['10.0.0.0/24', '2001:db8:ff::/64'];
const from = (remoteAddress: string, ...forwarded: readonly string[]): string | undefined =>
  clientAddress(
    { socket: { remoteAddress } as never, headersDistinct: { 'x-forwarded-for': [...forwarded] } },
    PROXIES,
  );

it('is that of the connection where no proxy is trusted before it, whatever it says', () => {
  expect(from('203.0.113.7')).toBe('203.0.113.7/32');
  expect(from('203.0.113.7', '198.51.100.1')).toBe('203.0.113.7/32');
  expect(from('2001:db8::7', '198.51.100.1')).toBe('2001:db8::7/128');
});

it('is the rightmost hop that is no trusted proxy', () => {
  expect(from('10.0.0.1', '203.0.113.7')).toBe('203.0.113.7/32');
  expect(from('10.0.0.1', '203.0.113.7, 10.0.0.2')).toBe('203.0.113.7/32');
  expect(from('10.0.0.1', '203.0.113.7', '10.0.0.2, 2001:db8:ff::1')).toBe('203.0.113.7/32');
  // What stands before it, anybody may have written.
  expect(from('10.0.0.1', '198.51.100.66, 203.0.113.7')).toBe('203.0.113.7/32');
  expect(from('10.0.0.1', '198.51.100.66, 10.0.1.9, 10.0.0.2')).toBe('10.0.1.9/32');
  expect(from('10.0.0.1', 'junk, 203.0.113.7')).toBe('203.0.113.7/32');
});

it('is read from IPv4 that is written as IPv6, and with the port that some gateways add', () => {
  expect(from('::ffff:203.0.113.7')).toBe('203.0.113.7/32');
  expect(from('::ffff:10.0.0.1', '::ffff:203.0.113.7')).toBe('203.0.113.7/32');
  expect(from('10.0.0.1', '203.0.113.7:50123')).toBe('203.0.113.7/32');
  expect(from('10.0.0.1', '[2001:db8::7]:50123')).toBe('2001:db8::7/128');
  expect(from('10.0.0.1', '[2001:db8::7]')).toBe('2001:db8::7/128');
});

it('is not known where a hop cannot be read, or every hop is a proxy', () => {
  for (const forwarded of [
    '',
    'unknown',
    '203.0.113.7, nonsense',
    '0.0.0.0/0',
    '010.0.0.1',
    '10.0.0.5',
    '203.0.113.7:x',
  ])
    expect(from('10.0.0.1', forwarded), forwarded).toBeUndefined();
  expect(from('')).toBeUndefined();
});

it('takes no other header for it', () => {
  const headers = [
    'forwarded',
    'x-real-ip',
    'client-ip',
    'true-client-ip',
    'cf-connecting-ip',
    'x-client-ip',
  ];
  const request = {
    socket: { remoteAddress: '10.0.0.1' } as never,
    headersDistinct: Object.fromEntries(headers.map((name) => [name, ['for=203.0.113.7', '203.0.113.7']])),
  };
  expect(clientAddress(request, PROXIES)).toBeUndefined();
});
