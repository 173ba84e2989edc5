import { readFileSync } from 'node:fs';

/** Why a row that looks at other processes is left out here. */
export const NO_PROC = process.platform === 'linux' ? undefined : 'LEFT OUT: processes are read from /proc';

/** The kernel's hundredths of a second in microseconds: what it tells programs is in these on every Linux. */
const TICK_US = 10_000;

/** Microseconds of CPU that a process has taken, all of its threads together. */
export function cpuUsOf(pid: number): number {
  // Its name, the second field, may have blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** What it holds in memory, as the kernel counts it. */
export const residentMbOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
