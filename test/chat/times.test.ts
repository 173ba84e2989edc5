import { describe, expect, it } from 'vitest';
import { spellDuration, spellInstant } from '../../src/chat/times.ts';

const AT = new Date('2026-11-24T15:00:00Z');

describe('an instant', () => {
  it('is told with its zone and date, in the zone of the reader', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Asia/Kolkata', 'UTC', 'Europe/London'];
    expect(zones.map((zone) => spellInstant(AT, zone, AT))).toEqual([
      '16:00 CET (24 Nov)',
      '10:00 EST (24 Nov)',
      '00:00 UTC+9 (25 Nov)',
      '20:30 UTC+5:30 (24 Nov)',
      '15:00 UTC (24 Nov)',
      '15:00 GMT (24 Nov)',
    ]);
  });

  it('says which of two equal hours it is when clocks go back', () => {
    const night = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((at) => new Date(at));
    expect(night.map((at) => spellInstant(at, 'Europe/Berlin', at))).toEqual([
      '02:30 CEST (25 Oct)',
      '02:30 CET (25 Oct)',
    ]);
  });

  it('has its year where that is not the year of now', () => {
    expect(spellInstant(new Date('2027-01-01T00:00:00Z'), 'UTC', AT)).toBe('00:00 UTC (1 Jan 2027)');
    expect(spellInstant(AT, 'UTC')).toBe('15:00 UTC (24 Nov 2026)');
  });

  it('reads as UTC in a zone that nobody knows', () => {
    expect(spellInstant(AT, 'Mars/Olympus', AT)).toBe('15:00 UTC (24 Nov)');
  });
});

describe('a duration', () => {
  it('is told in days, hours and minutes', () => {
    const minutes = [120, 90, 45, 1, 1440, 1561, 0.5];
    expect(minutes.map((m) => spellDuration(m * 60_000))).toEqual([
      '2 h',
      '1 h 30 min',
      '45 min',
      '1 min',
      '1 day',
      '1 day 2 h 1 min',
      '30 s',
    ]);
  });
});
