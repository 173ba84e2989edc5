import { readMarker } from '../../access/marker.ts';
import { formatPort } from '../../access/port.ts';
import type { Vm } from '../../access/vm.ts';
import { sayInstant } from '../../access/wall-time.ts';
import type { CloudOpening } from '../../ports/outside.ts';
import type { Found } from '../../ports/provider.ts';
import type { Drift } from './look.ts';

/** `22/tcp on web-01 from 203.0.113.7 (aj-7k2m9q)`. */
export const sayFound = ({ port, vm, source, request }: Found): string =>
  `${formatPort(port)} on ${vm} from ${source} (${request})`;

/** One opening from outside, such as several ports and sources that somebody opened in one go. */
export function sayOutside(opening: OutsideGroup, zone: string): string {
  const { by, ports, vmName, sources, until } = opening;
  return `${by || 'An app'} opened ${ports.join(', ')} on ${vmName} from ${sources.map(anywhere).join(', ')} until ${sayInstant(until, zone)}, outside ${whose(opening)}.`;
}

/** Its mark may be another installation's, or ours from before the store was lost; anybody can write one. */
function whose({ justification }: OutsideGroup): string {
  const id = readMarker(justification);
  return id === undefined ? 'Ajar' : `this Ajar, which knows no request ${id} as it is marked`;
}

const anywhere = (source: string): string => (source === '' || source === '*' ? 'anywhere' : source);

export interface OutsideGroup {
  /** The same for everything that was opened in one go. */
  readonly key: string;
  readonly by: string;
  readonly vm: string;
  readonly vmName: string;
  readonly ports: readonly number[];
  readonly sources: readonly string[];
  readonly startedAt: Date;
  readonly until: Date;
  readonly justification?: string;
}

/** The cloud's entries, a port and a source each, as what somebody did. */
export function groupOutside(
  openings: readonly CloudOpening[],
  vms: readonly Pick<Vm, 'id' | 'name'>[],
): readonly OutsideGroup[] {
  const nameOf = new Map(vms.map(({ id, name }) => [id, name]));
  const groups = Map.groupBy(openings, ({ vm, by, startedAt }) => `${vm} ${by} ${startedAt.toISOString()}`);
  return [...groups].map(([key, entries]) => {
    const { vm, by, startedAt, justification } = entries[0]!;
    return {
      ...{ key, by, vm, startedAt, vmName: nameOf.get(vm) ?? vm.slice(vm.lastIndexOf('/') + 1) },
      ports: [...new Set(entries.map(({ port }) => port))].sort((a, b) => a - b),
      sources: [...new Set(entries.map(({ source }) => source))],
      until: new Date(Math.max(...entries.map(({ until }) => until.getTime()))),
      ...(justification === undefined ? {} : { justification }),
    };
  });
}

/** What differs, a sentence each; none where nothing does. */
export const sayDrift = (
  drift: Drift,
  vms: readonly Pick<Vm, 'id' | 'name'>[],
  zone: string,
): readonly string[] => [
  ...drift.unowned.map(
    ({ found, why }) =>
      `${sayFound(found)}: ${why === 'ended' ? 'its request has ended' : 'no request has it'}, and it still stands. Ajar closes it.`,
  ),
  ...drift.differs.map(({ sentence }) => sentence),
  ...drift.elsewhere.map(
    (found) =>
      `${sayFound(found)}: this Ajar knows no such request; it may be another installation's, and is left until ${sayInstant(found.until, zone)}.`,
  ),
  ...drift.doubts.map(({ sentence }) => `Cannot tell: ${sentence}`),
  ...groupOutside(drift.outside, vms).map((group) => sayOutside(group, zone)),
];
