import { describe, expect, it } from 'vitest';
import { readSentence } from '../../src/access/sentence.ts';
import { instantsOf, sayInstant } from '../../src/access/wall-time.ts';

/** The end that is read, or the refusal; `now` and `zone` are the person's. */
function until(text: string, now: string, zone: string): string {
  const sentence = readSentence(`open 22 on web-01 until ${text}`, { now: new Date(now), zone });
  if (sentence.verb === 'open') return sentence.until?.toISOString().replace(':00.000Z', 'Z') ?? 'no end';
  return sentence.verb === undefined ? sentence.error : sentence.verb;
}

describe('the end of an access on the nights when the clocks change', () => {
  // Berlin goes forward on 2026-03-29 at 02:00 (01:00 UTC), and back on 2026-10-25 at 03:00 (01:00 UTC).
  it.each([
    ['06:00', '2026-03-28T21:00:00Z', '2026-03-29T04:00Z'],
    ['tomorrow 6am', '2026-03-28T21:00:00Z', '2026-03-29T04:00Z'],
    ['01:59', '2026-03-28T21:00:00Z', '2026-03-29T00:59Z'],
    ['03:00', '2026-03-28T21:00:00Z', '2026-03-29T01:00Z'],
    ['06:00', '2026-10-24T20:00:00Z', '2026-10-25T05:00Z'],
    ['tomorrow 6am', '2026-10-24T20:00:00Z', '2026-10-25T05:00Z'],
  ])('reads until %s, said at %s, as %s in Berlin', (text, now, end) => {
    expect(until(text, now, 'Europe/Berlin')).toBe(end);
  });

  it('refuses a time that the clocks skip and says which one to write', () => {
    const answer = until('02:30', '2026-03-28T21:00:00Z', 'Europe/Berlin');
    expect(answer).toContain('02:30 does not exist on 2026-03-29 in Europe/Berlin');
    expect(answer).toContain('until 03:30');
  });

  it('takes the skipped time of a night that is over as that of the next night', () => {
    expect(until('02:30', '2026-03-29T01:10:00Z', 'Europe/Berlin')).toContain('does not exist');
    expect(until('02:30', '2026-03-29T04:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30Z');
  });

  it('takes the first of two comings that is still ahead', () => {
    expect(until('02:30', '2026-10-24T20:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30Z');
    expect(until('02:30', '2026-10-25T00:45:00Z', 'Europe/Berlin')).toBe('2026-10-25T01:30Z');
    expect(until('02:30', '2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:30Z');
  });

  it('knows zones that move by half an hour, and a day that never was', () => {
    expect(until('02:15', '2026-10-03T12:00:00Z', 'Australia/Lord_Howe')).toContain('until 02:45');
    expect(instantsOf({ year: 2011, month: 12, day: 30, hour: 12, minute: 0 }, 'Pacific/Apia')).toEqual([]);
  });
});

describe('the end of an access', () => {
  const NOON = '2026-10-18T10:00:00Z'; // a Sunday, 12:00 in Berlin
  it.each([
    ['18:00', '2026-10-18T16:00Z'],
    ['12:01', '2026-10-18T10:01Z'],
    ['12:00', '2026-10-19T10:00Z'],
    ['11:00', '2026-10-19T09:00Z'],
    ['midnight', '2026-10-18T22:00Z'],
    ['midnight today', '2026-10-18T22:00Z'],
    ['24:00', '2026-10-18T22:00Z'],
    ['12am', '2026-10-18T22:00Z'],
    ['12pm', '2026-10-19T10:00Z'],
    ['tomorrow noon', '2026-10-19T10:00Z'],
    ['tonight 1am', '2026-10-18T23:00Z'],
    ['sunday 18:00', '2026-10-18T16:00Z'],
    ['sunday 11:00', '2026-10-25T10:00Z'],
    ['6pm on friday', '2026-10-23T16:00Z'],
    ['18:00 UTC', '2026-10-18T18:00Z'],
    ['18:00Z', '2026-10-18T18:00Z'],
    ['18:00 Asia/Seoul', '2026-10-19T09:00Z'],
    ['2026-11-01 08:30', '2026-11-01T07:30Z'],
    ['2026-10-18T18:00', '2026-10-18T16:00Z'],
  ])('reads until %s as %s', (text, end) => {
    expect(until(text, NOON, 'Europe/Berlin')).toBe(end);
  });

  it.each([
    '25:00',
    '18:60',
    '13pm',
    '0am',
    '6',
    '18',
    'tomorrow',
    'today 11:00',
    'tonight 11am',
    '2026-02-30 10:00',
    '2026-10-17 10:00',
    '2026-12-01 10:00',
    '2h',
    'later',
    '18h',
  ])('refuses until %s and says what to write', (text) => {
    expect(until(text, NOON, 'Europe/Berlin')).toMatch(/until \d\d:\d\d/);
  });

  it('is told with its date and zone', () => {
    expect(sayInstant(new Date('2026-03-29T04:00:00Z'), 'Europe/Berlin')).toBe(
      '2026-03-29 06:00 Europe/Berlin',
    );
  });

  it('asks for a length where the zone is not known', () => {
    expect(until('18:00', NOON, 'Mars/Olympus')).toContain('for 2h');
  });
});
