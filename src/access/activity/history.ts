import type { ActivityRow, Origin } from './join.ts';

/** What was done to a VM's ports, by the cloud's log and by Ajar's own. */
export interface VmActivity {
  /** The VM's name. */
  readonly vm: string;
  readonly from: Date;
  /** Newest first. */
  readonly rows: readonly ActivityRow[];
  /** What could not be read, each a sentence. */
  readonly unread: readonly string[];
}

/** Said with every answer: the log is history, never who may enter now. */
export const LAGS =
  'Azure\'s activity log is some minutes late, and what was done last may be missing. Who may enter now is said by "check" and "who has".';

const count = (rows: readonly ActivityRow[], origin: Origin): number =>
  rows.filter((row) => row.deed && row.origin === origin).length;

/** True only where everything was read, and nothing of it is anybody's but Ajar's and Defender's. */
export const isAllOurs = ({ rows, unread }: VmActivity): boolean =>
  unread.length === 0 && rows.every(({ origin }) => origin === 'ajar' || origin === 'defender');

/** What it comes to, in a sentence or two. */
export function summaryOf(activity: VmActivity): string {
  const { rows, unread } = activity;
  const outside = count(rows, 'outside');
  const unexplained = count(rows, 'unexplained');
  const unknown = count(rows, 'unknown');
  const said = [
    ...(outside > 0 ? [`${things(outside)} done outside of Ajar.`] : []),
    ...(unexplained > 0
      ? [`${things(unexplained)} done by an identity of Ajar's, and Ajar's record does not say why.`]
      : []),
    ...(unknown > 0
      ? [
          `Of ${unknown === 1 ? 'one it cannot be told whose it was' : `${unknown} it cannot be told whose they were`}.`,
        ]
      : []),
    ...(unread.length > 0 ? ['Not everything could be read, so there may be more.'] : []),
  ];
  if (said.length > 0) return said.join(' ');
  return rows.length === 0
    ? "Neither Azure's activity log nor Ajar's has anything."
    : "Nothing was done outside of Ajar, as far as Azure's activity log has it.";
}

const things = (many: number): string => (many === 1 ? 'One thing was' : `${many} things were`);
