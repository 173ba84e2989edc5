import { PassThrough, Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linesOf } from '../../src/cli/lines.ts';
import { parseCommand } from '../../src/cli/parse.ts';
import { Complaint } from '../../src/complaint.ts';

const AT = ['--now', '2026-10-24T20:00:00Z', '--zone', 'Europe/Berlin'];

let exitCode: typeof process.exitCode;
beforeEach(() => {
  exitCode = process.exitCode;
  process.exitCode = undefined;
});
afterEach(() => {
  process.exitCode = exitCode;
});

/** Runs the command; answers the lines that it wrote. The exit code is the process's. */
async function parse(args: readonly string[], input: string | Readable = ''): Promise<readonly string[]> {
  const output = new PassThrough();
  const stdin = typeof input === 'string' ? Readable.from([input], { objectMode: false }) : input;
  const command = parseCommand({ input: stdin, output }).exitOverride();
  await command.configureOutput({ writeErr: () => undefined }).parseAsync([...AT, ...args], { from: 'user' });
  output.end();
  const text = (await output.toArray()).join('');
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

const json = async (...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await parse(['--json', ...args]))[0]!);

describe('ajar parse with a sentence as argument', () => {
  it('tells it back', async () => {
    expect(await parse(['open', '3389', 'on', 'vm-prod-01', 'for', '2h', 'from', '203.0.113.7'])).toEqual([
      'open 3389/tcp on vm-prod-01 for 2 h from 203.0.113.7/32',
    ]);
    expect(process.exitCode).toBeUndefined();
  });

  it('says why it is not understood, and ends with 1', async () => {
    expect((await parse(['opne 22 on web-01']))[0]).toMatch(/^error at column 1: .*Did you mean "open"/);
    expect(process.exitCode).toBe(1);
  });
});

describe('ajar parse --json', () => {
  it('has only what was said, ports, sources and durations in one way of writing', async () => {
    expect(
      await json(
        'open rdp and 161/udp on vm-a, vm-b in rg-web for 1.5h from 203.0.113.7 and vpn because of INC-1',
      ),
    ).toEqual({
      verb: 'open',
      vms: ['vm-a', 'vm-b'],
      resourceGroup: 'rg-web',
      ports: ['3389/tcp', '161/udp'],
      sources: ['203.0.113.7/32'],
      networks: ['vpn'],
      duration: 'PT1H30M',
      reason: 'INC-1',
      ticket: 'INC-1',
    });
  });

  it('gives an end as an instant and as a duration from now, over the change of the clocks', async () => {
    expect(await json('ssh web-01 until 06:00')).toMatchObject({
      until: '2026-10-25T05:00:00.000Z',
      duration: 'PT9H',
    });
  });

  it.each([
    ['approve AJ-7K2M9Q', { verb: 'approve', id: 'aj-7k2m9q' }],
    ["I'm done with web-01", { verb: 'close', vms: ['web-01'] }],
    ['close 22 on web-01', { verb: 'close', vms: ['web-01'], ports: ['22/tcp'] }],
    ['extend aj-7k2m9q by 1h', { verb: 'extend', id: 'aj-7k2m9q', duration: 'PT1H' }],
    ['deny aj-7k2m9q because No', { verb: 'deny', id: 'aj-7k2m9q', reason: 'No' }],
    ['30 more minutes on web-01', { verb: 'extend', vms: ['web-01'], duration: 'PT30M' }],
    ['close it', { verb: 'close' }],
    ['reject aj-abc123 no ticket', { verb: 'deny', id: 'aj-abc123', reason: 'no ticket' }],
    [
      'ssh on web-01 to fix INC-123 from 203.0.113.7 for ２h 🙏',
      {
        verb: 'open',
        vms: ['web-01'],
        ports: ['22/tcp'],
        sources: ['203.0.113.7/32'],
        duration: 'PT2H',
        reason: 'fix INC-123',
        ticket: 'INC-123',
      },
    ],
    ['audit web-01 since yesterday', { verb: 'audit', vms: ['web-01'], since: '2026-10-22T22:00:00.000Z' }],
    ['audit web-01 since 2026-10-01', { verb: 'audit', vms: ['web-01'], since: '2026-09-30T22:00:00.000Z' }],
    ['audit vm-prod-01 last 7d', { verb: 'audit', vms: ['vm-prod-01'], since: '2026-10-17T20:00:00.000Z' }],
    ['who has web-01', { verb: 'who', vms: ['web-01'] }],
    ['list all', { verb: 'list', all: true }],
    ['list', { verb: 'list' }],
    ['help', { verb: 'help' }],
    ['new request', { verb: 'form' }],
    ['again aj-7k2m9q', { verb: 'again', id: 'aj-7k2m9q' }],
    ['the usual please', { verb: 'again' }],
    ['close everything on web-01 because of INC-1', { verb: 'closeAll', vms: ['web-01'], reason: 'INC-1' }],
    ['close everything for <@U123|riley>', { verb: 'closeAll', person: 'U123' }],
    ['use this channel for rule prod-windows', { verb: 'route', rule: 'prod-windows' }],
    ['link 7k2m-9qxy', { verb: 'link', code: '7K2M9QXY' }],
    ['unlink slack for riley', { verb: 'unlink', app: 'slack', person: 'riley' }],
    ['notify me on Teams', { verb: 'prefer', app: 'teams' }],
    ['my access', { verb: 'home' }],
    ['approve aj-7k2m9q but only 30m', { verb: 'approve', id: 'aj-7k2m9q', duration: 'PT30M' }],
    ['export the audit log for web-01', { verb: 'audit', vms: ['web-01'], csv: true }],
  ])('reads "%s"', async (sentence, expected) => {
    expect(await json(sentence)).toEqual(expected);
  });

  it('takes a whole resource id apart', async () => {
    const id =
      '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-a';
    expect(await json(`ssh on ${id}`)).toMatchObject({
      vms: ['vm-a'],
      resourceGroup: 'rg-web',
      resourceIds: [id.toLowerCase()],
    });
    expect(await json(`status ${id}`)).toMatchObject({ vms: ['vm-a'], resourceGroup: 'rg-web' });
  });

  it('has an error with its column, and no verb', async () => {
    const error = await json('open 22 on web-01 for 2');
    expect(error).toEqual({ error: expect.stringContaining('2h'), column: 23 });
    expect(process.exitCode).toBe(1);
  });
});

describe('ajar parse with lines', () => {
  it('writes one line for every line, empty and last ones too', async () => {
    const lines = await parse(['--json'], 'list\r\n\r\nhelp\nopen 22\r\n\nwho');
    expect(lines.map((line) => JSON.parse(line).verb ?? 'error')).toEqual([
      'list',
      'error',
      'help',
      'open',
      'error',
      'who',
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('ends well when every line is understood, and when there is none', async () => {
    expect(await parse([], 'list\nhelp\n')).toEqual(['list', 'help']);
    expect(await parse([], '')).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  it('refuses a huge line without keeping it, and reads the next', async () => {
    const pieces = Array.from({ length: 200 }, () => 'x'.repeat(65_536));
    const lines = await parse([], Readable.from([...pieces, '\nlist\n'], { objectMode: false }));
    expect(lines).toEqual([expect.stringContaining('2000 characters'), 'list']);
  });

  it('keeps characters whole that arrive in pieces', async () => {
    const bytes = Buffer.from('ssh web-01 because Straße 😀\n');
    const input = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    expect(await parse([], input)).toEqual(['open 22/tcp on web-01 reason: Straße 😀']);
  });

  it('waits for a slow reader, and stops when the reader has gone', async () => {
    let taken = 0;
    const output = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        taken += 1;
        setImmediate(() => done(taken === 3 ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null));
      },
    });
    const input = Readable.from(['list\n'.repeat(1000)], { objectMode: false });
    await parseCommand({ input, output }).exitOverride().parseAsync([], { from: 'user' });
    expect(taken).toBe(3);
  });

  it('splits lines wherever the pieces end', async () => {
    const lines = await Array.fromAsync(linesOf(Readable.from(['a', '\r', '\nb\n', '\n', 'c\r'])));
    expect(lines).toEqual(['a', 'b', '', 'c']);
  });
});

describe('wrong usage of ajar parse', () => {
  it('at a terminal without a sentence says what to do', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    const failure = await parse([], terminal).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Complaint);
    expect(failure).toMatchObject({ message: expect.stringContaining('ajar parse "open 3389') });
  });

  it.each([
    ['--now', 'yesterday'],
    ['--now', '2026-13-01T00:00:00Z'],
    ['--now', '2026-10-18T10:00'],
    ['--zone', 'Mars/Olympus'],
  ])('refuses %s %s and says what to write', async (option, value) => {
    await expect(parse([option, value, 'list'])).rejects.toThrow(/Write an/);
  });
});
