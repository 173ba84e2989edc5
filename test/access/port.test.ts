import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPort, readPort } from '../../src/access/port.ts';

const ports = (text: string): readonly string[] | string => {
  const read = readPort(text);
  return 'error' in read ? read.error : read.map(formatPort);
};

describe('ports', () => {
  it.each([
    ['22', ['22/tcp']],
    ['22/tcp', ['22/tcp']],
    ['161/udp', ['161/udp']],
    ['UDP/161', ['161/udp']],
    ['ssh', ['22/tcp']],
    ['RDP', ['3389/tcp']],
    ['winrm', ['5985/tcp', '5986/tcp']],
    ['3389/any', ['3389/any']],
    ['1', ['1/tcp']],
    ['65535', ['65535/tcp']],
  ])('reads %s', (text, expected) => {
    expect(ports(text)).toEqual(expected);
  });

  it.each(['0', '65536', '70000', '-1', '99999999999999999999'])('refuses %s with the range', (text) => {
    expect(ports(text)).toContain('1 to 65535');
  });

  it.each([
    '',
    'x',
    '22.5',
    '1e3',
    '0x16',
    '022',
    '22/icmp',
    '22/tcp/udp',
    '22-25',
    '２２',
    'constructor',
    'toString',
    '22/',
    '/22',
  ])('refuses %j and says what to write', (text) => {
    expect(ports(text)).toMatch(/not a port|write tcp or udp|name each port/);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom('tcp', 'udp', '*'),
        (number, protocol) => {
          expect(readPort(formatPort({ number, protocol }))).toEqual([{ number, protocol }]);
        },
      ),
    );
  });
});
