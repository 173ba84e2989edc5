import { appendFile, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJsonLines } from '../../../src/audit/json-lines.ts';
import { createFileSink } from '../../../src/audit/sinks/file.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import { type AuditSink, SinkError } from '../../../src/ports/audit-sink.ts';
import { createHandClock, type HandClock } from '../../fakes/clock.ts';
import { sealedLines } from '../../fakes/sealed.ts';

let folder: string;
let file: string;
let clock: HandClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ajar-sink-'));
  file = join(folder, 'audit.jsonl');
  clock = createHandClock(new Date().toISOString());
});
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close?.();
  await rm(folder, { recursive: true });
});

const sinks: AuditSink[] = [];
function open(mostBytes = 1_000_000): AuditSink {
  const sink = createFileSink({ file, mostBytes, now: clock.now });
  sinks.push(sink);
  return sink;
}
const signal = AbortSignal.timeout(60_000);
const lines = sealedLines(9);

/** The numbers in a file, which must be lines of an export. */
async function numbersIn(name = file): Promise<readonly number[]> {
  const texts = (await readFile(name, 'utf8')).trimEnd().split('\n');
  const found: number[] = [];
  async function* each() {
    yield* texts;
  }
  for await (const { seq } of readJsonLines(each())) found.push(seq);
  return found;
}

describe('the file of the audit log', () => {
  it('is an export that verifies, and that only its owner reads', async () => {
    const sink = open();
    await sink.send(lines.slice(0, 4), signal);
    await sink.send(lines.slice(4), signal);
    await sink.close?.();
    async function* each() {
      yield* (await readFile(file, 'utf8')).trimEnd().split('\n');
    }
    expect(await verifyLog(readJsonLines(each()))).toMatchObject({ ok: true, sealed: 9 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('gets no line twice when it was written and the process died before that counted', async () => {
    await open().send(lines.slice(0, 3), signal);
    const sink = open();
    await sink.send(lines.slice(0, 5), signal);
    expect(await numbersIn()).toEqual([1, 2, 3, 4, 5]);
  });

  it('loses a line that a crash tore, which comes again whole', async () => {
    await open().send(lines.slice(0, 2), signal);
    await appendFile(file, '{"seq":3,"seal":"0a');
    await open().send(lines.slice(2, 4), signal);
    expect(await numbersIn()).toEqual([1, 2, 3, 4]);
  });

  it('is begun anew when it is full and each day, the old one named by its day and last event', async () => {
    const today = clock.now().toISOString().slice(0, 10);
    const sink = open(1);
    await sink.send(lines.slice(0, 2), signal);
    await sink.send(lines.slice(2, 3), signal);
    await sink.close?.();
    expect((await readdir(folder)).sort()).toEqual([`audit.${today}.000000000002.jsonl`, 'audit.jsonl']);
    expect([await numbersIn(join(folder, `audit.${today}.000000000002.jsonl`)), await numbersIn()]).toEqual([
      [1, 2],
      [3],
    ]);
    const yesterday = new Date(clock.now().getTime() - 86_400_000);
    await utimes(file, yesterday, yesterday);
    await open().send(lines.slice(3, 4), signal);
    const old = `audit.${yesterday.toISOString().slice(0, 10)}.000000000003.jsonl`;
    expect(await readdir(folder)).toContain(old);
    expect(await numbersIn()).toEqual([4]);
  });

  it('is left to whoever moved it away, and begun anew in its place', async () => {
    const sink = open();
    await sink.send(lines.slice(0, 2), signal);
    await rename(file, join(folder, 'moved'));
    await sink.send(lines.slice(2, 3), signal);
    await rm(file);
    await sink.send(lines.slice(3, 4), signal);
    expect([await numbersIn(join(folder, 'moved')), await numbersIn()]).toEqual([[1, 2], [4]]);
  });

  it('of a store that was there before is put away, whole, and begun anew', async () => {
    const before = sealedLines(5, 'of before');
    await open().send(before, signal);
    await open().send(lines.slice(0, 3), signal);
    const away = (await readdir(folder)).find((name) => name !== 'audit.jsonl') ?? '';
    expect(away).toContain('000000000005');
    expect([await numbersIn(join(folder, away)), await numbersIn()]).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3],
    ]);
  });

  it('is put away over nothing, however often a store is made anew and comes to the same number', async () => {
    for (const store of ['first', 'second', 'third']) await open().send(sealedLines(2, store), signal);
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    );
    const seals = texts.map((text) => /"seal":"([0-9a-f]{64})"/.exec(text)?.[1]);
    const sent = ['first', 'second', 'third'].map((store) => sealedLines(2, store)[0]?.seal);
    expect(seals.sort()).toEqual(sent.sort());
  });

  it('that cannot be written says so in a sentence, and is tried anew', async () => {
    const sink = createFileSink({ file: join(folder, 'none', 'audit.jsonl'), mostBytes: 1, now: clock.now });
    await expect(sink.send(lines, signal)).rejects.toThrow(SinkError);
    await expect(sink.send(lines, signal)).rejects.toThrow(
      'cannot be written (ENOENT): its folder is not there',
    );
  });
});
