import { InvalidArgumentError } from 'commander';
import type { Period } from '../audit/summary/summary.ts';

/** `2026Q4` as its first instant and the one after its last, UTC. Throws `InvalidArgumentError`. */
export function quarterOf(text: string): Period {
  const [, year, quarter] = /^(20\d\d)-?Q([1-4])$/i.exec(text) ?? [];
  if (year === undefined || quarter === undefined)
    throw new InvalidArgumentError('Write a year and a quarter, such as 2026Q4.');
  const month = (Number(quarter) - 1) * 3;
  return {
    since: new Date(Date.UTC(Number(year), month)),
    until: new Date(Date.UTC(Number(year), month + 3)),
  };
}
