import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { type AuditSink, type SealedLine, SinkError } from '../../ports/audit-sink.ts';
import { textOf } from '../json-lines.ts';

export interface FileSinkOptions {
  /** Made where missing (0600); its folder must be there. */
  readonly file: string;
  /** A file that has reached this is closed and gets a name of its own, in bytes. */
  readonly mostBytes: number;
  readonly now: () => Date;
}

/** Seals by the numbers of their events. */
type Seals = ReadonlyMap<number, string>;

/** What is known of the file that is being written. */
interface Opened {
  readonly handle: FileHandle;
  /** The last event in it, 0 in an empty one. */
  last: number;
  /** Of the events at its end: those that may come once more. */
  seals: Seals;
  bytes: number;
  /** Of the first line, as `2026-01-31`. */
  day: string;
}

/**
 * JSON lines as "ajar audit export" writes them, appended and on disk before they count. A new file begins each day (UTC) and
 * when one is full; the old one is named by its day and its last event. A file that somebody moved away is left to them, and one
 * with events of another log, as of a store that was there before, is put away like a full one.
 */
export function createFileSink({ file, mostBytes, now }: FileSinkOptions): AuditSink {
  let opened: Opened | undefined;
  const close = async (): Promise<void> => {
    await opened?.handle.close();
    opened = undefined;
  };
  const fitFor = async (lines: readonly SealedLine[]): Promise<Opened> => {
    if (opened && !(await isStillThere(opened.handle, file))) await close();
    opened ??= await openAt(file, dayOf(now()));
    const isOver = opened.bytes >= mostBytes || opened.day !== dayOf(now());
    if (opened.bytes > 0 && (isOver || !isOfOneLog(opened, lines))) {
      const { last, day } = opened;
      await close();
      await rename(file, await freeName(file, day, last));
      opened = await openAt(file, dayOf(now()));
    }
    return opened;
  };
  return {
    ...{ name: 'file', most: { lines: 1_000, bytes: 4 * 1024 * 1024 }, everyMs: 1_000, close },
    async send(lines) {
      try {
        await append(await fitFor(lines), lines);
      } catch (error) {
        // What was written of it is not known: it is looked at anew.
        await close().catch(() => undefined);
        const { code, message } = error as NodeJS.ErrnoException;
        // A disk that is not mounted would be hidden by a folder that Ajar makes in its place.
        const fix =
          code === 'ENOENT'
            ? 'its folder is not there; make it, or mount what it is on'
            : 'free the disk, or let Ajar write there';
        throw new SinkError(`${file} cannot be written (${code ?? message}): ${fix}.`, { cause: error });
      }
    },
  };
}

/** Whether these go on after the last event that is there, or are there already, as after a crash or a restore. */
const isOfOneLog = ({ last, seals }: Opened, lines: readonly SealedLine[]): boolean =>
  last < (lines[0]?.seq ?? 0) || lines.some(({ seq, seal }) => seals.get(seq) === seal);

const sealsOf = (lines: readonly Pick<SealedLine, 'seq' | 'seal'>[]): Seals =>
  new Map(lines.map(({ seq, seal }) => [seq, seal]));

/** Lines that are there already, since the cursor was not moved after them, are not written twice. */
async function append(to: Opened, lines: readonly SealedLine[]): Promise<void> {
  const text = lines
    .filter(({ seq }) => seq > to.last)
    .map(textOf)
    .join('');
  if (text === '') return;
  await to.handle.appendFile(text);
  await to.handle.datasync();
  to.bytes += Buffer.byteLength(text);
  to.last = lines.at(-1)?.seq ?? to.last;
  to.seals = sealsOf(lines);
}

async function isStillThere(handle: FileHandle, file: string): Promise<boolean> {
  const own = await handle.stat();
  const there = await stat(file).catch(() => undefined);
  return there?.ino === own.ino && there.dev === own.dev;
}

/** A line that was torn by a crash is cut off: it never counted, and comes again. */
async function openAt(file: string, today: string): Promise<Opened> {
  const handle = await open(file, 'a+', 0o600);
  const { size, mtime } = await handle.stat();
  const { whole, last, seals } = await tailOf(handle, size);
  if (whole < size) await handle.truncate(whole);
  return { handle, last, seals, bytes: whole, day: whole === 0 ? today : dayOf(mtime) };
}

/** More than the longest line. */
const TAIL_BYTES = 1024 * 1024;

async function tailOf(
  handle: FileHandle,
  size: number,
): Promise<{ readonly whole: number; readonly last: number; readonly seals: Seals }> {
  const start = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
  const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
  const found = buffer.subarray(0, end).toString('utf8').split('\n').flatMap(sealIn);
  return { whole: start + end, last: found.at(-1)?.seq ?? 0, seals: sealsOf(found) };
}

function sealIn(line: string): readonly Pick<SealedLine, 'seq' | 'seal'>[] {
  const [, seq, seal] = /^\{"seq":(\d{1,15}),"seal":"([0-9a-f]{64})",/.exec(line) ?? [];
  return seq === undefined || seal === undefined ? [] : [{ seq: Number(seq), seal }];
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * `audit.jsonl` becomes `audit.2026-01-31.000000004711.jsonl`: names sort as events do. A store that is made anew comes to the same
 * number again: what was put away under it stays, and this one is `….000000004711-2.jsonl`.
 */
async function freeName(file: string, day: string, last: number): Promise<string> {
  const { dir, name, ext } = path.parse(file);
  const first = path.join(dir, `${name}.${day}.${String(last).padStart(12, '0')}`);
  for (let n = 1; ; n += 1) {
    const free = `${first}${n === 1 ? '' : `-${n}`}${ext}`;
    if (!(await isThere(free))) return free;
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
