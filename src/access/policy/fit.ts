import { isGuid } from '../guid.ts';
import type { Port } from '../port.ts';
import { type Range, readRange, within } from '../range.ts';
import type { Vm } from '../vm.ts';
import { fitsOne } from './name-pattern.ts';
import type { Match, PortRange } from './rule.ts';

/**
 * Whether a rule is about all of something, some of it, or none. What cannot be told is some: then the rule holds as if it
 * were about it, and gives nothing.
 */
export type Fit = 'all' | 'some' | 'none';

const fitOf = (fits: boolean): Fit => (fits ? 'all' : 'none');

const least = (fits: readonly Fit[]): Fit =>
  fits.includes('none') ? 'none' : fits.includes('some') ? 'some' : 'all';

/** Whether a rule is about this VM, whoever asks. */
export const fitVm = (match: Match, vm: Vm): Fit =>
  least([
    fitOf(fitsOrAny(match.vms, (patterns) => fitsOne(patterns, vm.name))),
    fitOf(fitsOrAny(match.resourceGroups, (patterns) => fitsOne(patterns, vm.resourceGroup))),
    fitOf(fitsOrAny(match.subscriptions, (patterns) => patterns.some((each) => isSubscription(each, vm)))),
    fitOf(fitsOrAny(match.regions, (patterns) => fitsOne(patterns.map(plain), plain(vm.location)))),
    fitOf(hasTags(match, vm)),
    fitSystem(match, vm),
    fitCloud(match, vm),
  ]);

const fitsOrAny = <T>(wanted: T | undefined, test: (wanted: T) => boolean): boolean =>
  wanted === undefined || test(wanted);

/** An id is compared with ids only: anybody may name a subscription like another's id. */
const isSubscription = (pattern: string, vm: Vm): boolean =>
  isGuid(pattern)
    ? pattern.toLowerCase() === vm.subscriptionId.toLowerCase()
    : fitsOne([pattern], vm.subscriptionName);

/** Values are compared without case: `env=Prod` must not slip past a rule for `prod`. */
const hasTags = (match: Match, vm: Vm): boolean =>
  match.tags.every(({ key, patterns }) =>
    Object.entries(vm.tags).some(
      ([name, value]) => name.toLowerCase() === key.toLowerCase() && fitsOne(patterns, value),
    ),
  );

/** `North Europe` is how the portal writes `northeurope`. */
const plain = (region: string): string => region.replaceAll(' ', '');

function fitSystem({ os }: Match, vm: Vm): Fit {
  if (os === undefined) return 'all';
  return vm.os === 'unknown' ? 'some' : fitOf(os.includes(vm.os));
}

function fitCloud({ clouds }: Match, { cloud }: Vm): Fit {
  if (clouds === undefined || clouds.includes('azure')) return 'all';
  return cloud === undefined ? 'some' : fitOf(clouds.includes(cloud));
}

/** Whether a rule is about this port, tcp or udp. */
export const coversPort = ({ ports }: Match, port: Port): boolean =>
  fitsOrAny(ports, (ranges) => ranges.some((range) => isIn(range, port)));

export const isIn = (range: PortRange, { number, protocol }: Port): boolean =>
  range.from <= number && number <= range.to && (range.protocol === '*' || range.protocol === protocol);

/** Whether a rule is about accesses of this length, in milliseconds. */
export const fitsDuration = ({ duration }: Match, ms: number): boolean =>
  duration === undefined ||
  ((duration.overMs === undefined || ms > duration.overMs) &&
    (duration.upToMs === undefined || ms <= duration.upToMs));

/** Whether a rule is about this source. */
export function fitSource({ sources }: Match, source: string): Fit {
  if (sources === undefined) return 'all';
  const inner = rangesOf(source);
  if (inner === undefined) return 'some';
  const outer = sources.map(readRange).filter((range) => range !== undefined);
  if (inner.every((range) => outer.some((each) => within(range, each)))) return 'all';
  return inner.some((range) => outer.some((each) => within(each, range) || within(range, each)))
    ? 'some'
    : 'none';
}

/** Any source is all of both families; undefined for what cannot be read. */
function rangesOf(source: string): readonly Range[] | undefined {
  const ranges = (source === '*' ? ['0.0.0.0/0', '::/0'] : [source]).flatMap((each) => readRange(each) ?? []);
  return ranges.length > 0 ? ranges : undefined;
}
