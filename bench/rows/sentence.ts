import { deepStrictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'chrono-node';
import peggy from 'peggy';
import { readSentence, type Sentence } from '../../src/access/sentence.ts';
import { daysLater, instantsOf, type WallTime, wallTimeAt } from '../../src/access/wall-time.ts';
import { byTurns, EFFORT, limited, quantile } from '../measure.ts';
import type { Bench, Line, Plot, Row } from '../row.ts';

const NOW = new Date('2026-11-30T09:00:00Z');
const ZONE = 'Asia/Seoul';
/** chrono knows no names of zones, only minutes: it has less to do. */
const OFFSET_MINUTES = 540;

/** Sentences, and the part of each that says a time. */
const CORPUS: readonly (readonly [sentence: string, time: string])[] = [
  ['open 3389 on vm-prod-01 for 2h from 203.0.113.7 because INC-4711', 'for 2h'],
  ['please open ssh on web-01 and web-02 for 90 minutes from 203.0.113.0/24', 'for 90 minutes'],
  ['open 22, 8443 on api-weu-03 until 19:30 because of the release', 'until 19:30'],
  ['open 161/udp on probe-7 until tomorrow 6am from 198.51.100.20', 'until tomorrow 6am'],
  ['rdp on vm-prod-01 in rg-web until 2026-12-01 18:00 because CHG-1042', 'until 2026-12-01 18:00'],
  ['could you open winrm on vm-a in resource group rg-batch for 1 hour', 'for 1 hour'],
];
const SENTENCES = CORPUS.map(([sentence]) => sentence);

const grammar = peggy.generate(readFileSync(new URL('sentence.peggy', import.meta.url), 'utf8'));
const ours = (sentence: string): Sentence => readSentence(sentence, { now: NOW, zone: ZONE });
const chrono = (time: string) =>
  parse(time, { instant: NOW, timezone: OFFSET_MINUTES }, { forwardDate: true });

/** A wall clock's time is made an instant with our own means: the grammar has no better. */
function generated(sentence: string): Partial<Record<string, unknown>> {
  const { until, ...said } = grammar.parse(sentence) as { until?: Partial<WallTime> & { days?: number } };
  if (until === undefined) return said;
  const { days = 0, ...wall } = until;
  const shown = { ...daysLater(wallTimeAt(NOW, ZONE), days), ...wall };
  return { ...said, until: instantsOf(shown, ZONE)[0] };
}

/** What is not read alike is not measured. */
function checkAlike(): void {
  for (const [sentence, time] of CORPUS) {
    const read = ours(sentence);
    if ('error' in read || read.verb !== 'open') throw new Error(`${sentence}: ${JSON.stringify(read)}`);
    const { verb: _, ids: __, networks: ___, ...said } = read;
    deepStrictEqual({ sources: [], ...generated(sentence) }, { ...said });
    const end = read.until ?? new Date(NOW.getTime() + (read.durationMs ?? 0));
    deepStrictEqual(chrono(time)[0]?.date(), end, time);
  }
}

const over = (texts: readonly string[], read: (text: string) => unknown) => () => {
  for (const text of texts) read(text);
};

export const sentence: Row = {
  name: 'sentence',
  what: 'sentence → request',
  goal: 'faster than both; 9 kB of garbage in < 1 ms',
  async measure(bench) {
    checkAlike();
    const all = over(SENTENCES, ours);
    const times = CORPUS.map(([, time]) => time);
    const what = `${CORPUS.length} sentences`;
    return {
      lines: [
        await bench.contest({
          ...{ what, against: 'chrono-node, their time phrases alone', goal: { atMost: 1 } },
          ...{ ours: all, baseline: over(times, chrono) },
        }),
        await bench.contest({
          ...{ what, against: 'a peggy grammar of the same language', goal: { atMost: 1 } },
          ...{ ours: all, baseline: over(SENTENCES, generated) },
        }),
        ...(await garbage(bench)),
      ],
      plots: [await byLength(bench)],
    };
  },
};

const GARBAGE: readonly ((length: number) => string)[] = [
  (length) => 'open '.repeat(length).slice(0, length),
  (length) => '<@U1> & and on for until from '.repeat(length).slice(0, length),
  (length) => '['.repeat(length),
  (length) => '😀'.repeat(length / 4),
  (length) => '1,2-3/tcp:4h '.repeat(length).slice(0, length),
  (length) => 'a'.repeat(length),
];

/** The slowest of them, in milliseconds: once for each round. */
async function slowest(bench: Bench, length: number): Promise<readonly number[]> {
  const texts = GARBAGE.map((make) => make(length));
  const once = async (): Promise<number> => Math.max(...texts.map((text) => elapsed(() => ours(text))));
  const { ours: rounds } = await byTurns(EFFORT[bench.size].rounds, { ours: once, baseline: once });
  return rounds;
}

function elapsed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

async function garbage(bench: Bench): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const length of [9_000, 2_000]) {
    const rounds = await slowest(bench, length);
    lines.push({
      ...{
        what: `${length} bytes of garbage, the worst of ${GARBAGE.length} kinds`,
        against: '1 ms',
        unit: 'ms',
      },
      ...{ ...limited(rounds, 1), goal: { atMost: 1 } },
    });
  }
  return lines;
}

/** What is read of a text that grows: up to the most that is read. */
async function byLength(bench: Bench): Promise<Plot> {
  const points = [];
  for (const length of bench.size === 'smoke' ? [100] : [100, 200, 500, 1_000, 2_000, 9_000]) {
    const cost = quantile(await slowest(bench, length), 0.5) * 1_000;
    points.push({ of: 'garbage', size: length, cost });
  }
  const named = { name: 'sentence', title: 'Reading a text', size: 'bytes', cost: 'µs' };
  return { ...named, points };
}
