import { saySource } from '../access/address.ts';
import { formatPort } from '../access/port.ts';
import { groupOf, PROTECTION_GROUPS, type ProtectionGroup, whyUnsupported } from '../access/protection.ts';
import type { JitPort, Vm } from '../access/vm.ts';
import type { Holding, VmUse } from '../access/vm-use.ts';
import type { VmList, VmRow } from '../ports/card.ts';
import type { Row } from './fill.ts';
import { CAPS, listed, plain } from './plain.ts';
import { spellDuration, spellInstant } from './times.ts';
import type { Tone } from './wording.ts';

/** Which VMs there are, and how JIT stands to each. */
export type VmsText = {
  readonly card: 'vms';
  readonly summary: string;
  readonly title: string;
  /** `4 configured, 1 unsupported`, over all pages. */
  readonly counts: string;
  /** `name`, `place`, `status`, `tone`, `detail`, `lately`, `now`; `canAsk`, `list` and `at` for a button, `how` for words. */
  readonly rows: readonly Row[];
  /** How many are not here, and what to write for them. */
  readonly more: string;
  /** What a reader who does not see everything should know; empty for others. */
  readonly note: string;
};

const WORDS: Readonly<Record<ProtectionGroup, { readonly word: string; readonly tone: Tone }>> = {
  configured: { word: 'Configured', tone: 'good' },
  'not-configured': { word: 'Not configured', tone: 'waiting' },
  unsupported: { word: 'Unsupported', tone: 'ended' },
  unknown: { word: 'Cannot be told', tone: 'bad' },
};

const OWN_ONLY = 'You see the VMs that some rule lets you ask for, and of accesses your own.';

export function vmsText(list: VmList, most: number): VmsText {
  const title = plain(list.title, CAPS.sentence);
  const counts = PROTECTION_GROUPS.map((group) => ({
    group,
    count: list.all.filter((protection) => groupOf(protection) === group).length,
  }));
  const said = counts.filter(({ count }) => count > 0);
  return {
    ...{ card: 'vms', summary: title, title },
    counts: said.map(({ group, count }) => `${count} ${WORDS[group].word.toLowerCase()}`).join(', '),
    rows: list.rows.slice(0, most).map((row) => rowOf(list, row)),
    more: moreOf(list, most),
    note: list.everybody ? '' : OWN_ONLY,
  };
}

/** What does not fit is not on the next page either. */
function moreOf({ rows, more, next }: VmList, most: number): string {
  const cut = rows.length - Math.min(rows.length, most);
  return [
    ...(cut > 0 ? [`${cut} more do not fit here: write another word to narrow the list.`] : []),
    ...(more > 0 ? [`${more} more${next === undefined ? '' : `: write ${plain(next, CAPS.sentence)}`}`] : []),
  ].join(' ');
}

function rowOf(list: VmList, { vm, use, ask }: VmRow): Row {
  const { word, tone } = WORDS[groupOf(vm.protection)];
  const place = [
    vm.resourceGroup,
    vm.subscriptionName,
    ...(vm.power === 'stopped' ? ['stopped'] : []),
    ...instancesOf(vm),
  ];
  return {
    ...{ name: plain(vm.name, CAPS.name), place: place.map((text) => plain(text, CAPS.label)).join(', ') },
    ...{ status: word, tone, detail: detailOf(vm) },
    lately: latelyOf(list, vm, use),
    now: nowOf(list, vm, use),
    ...askOf(vm, ask),
  };
}

const instancesOf = ({ instances }: Vm): readonly string[] =>
  instances === undefined ? [] : [instances === 1 ? '1 instance' : `${instances} instances`];

/** A button where there are any; else what to write. */
const askOf = ({ name }: Vm, ask: VmRow['ask']): Row => ({
  ...{ canAsk: ask !== undefined, list: ask?.list ?? '', at: String(ask?.at ?? '') },
  how: ask ? `To ask for it write: open on ${plain(name, CAPS.name)}` : '',
});

/** Which ports are under JIT, or why none is. That they are shut is not said: an older rule may let people in all the same. */
function detailOf({ protection, jit, behind }: Vm): string {
  switch (protection) {
    case 'configured':
      return jit.length > 0
        ? `Under JIT${behindOf(behind)}: ${listed([...new Set(jit.map(portOf))])}.`
        : 'No port is under JIT.';
    case 'not-configured':
      return 'No JIT policy names it, but one can.';
    case 'unknown':
      return 'Its JIT policies, its network or the virtual hub behind that could not be read.';
    default:
      return whyUnsupported(protection) ?? '';
  }
}

const GUARDS = { nsg: 'NSG', firewall: 'firewall' } as const;

/** Where JIT's rules are made. */
const behindOf = (behind: Vm['behind']): string =>
  behind.length > 0 ? ` (${listed(behind.map((guard) => GUARDS[guard]))})` : '';

function portOf({ number, protocol, maxDurationMs, sources }: JitPort): string {
  const from = sources.includes('*')
    ? ''
    : ` from ${listed(
        sources.map((source) => plain(source, CAPS.name)),
        3,
      )}`;
  return `${formatPort({ number, protocol })} (up to ${spellDuration(maxDurationMs)}${from})`;
}

/** Empty where there is nothing to count, unless that says something: of everybody, on a VM under JIT. */
function latelyOf({ everybody, now, zone }: VmList, { protection }: Vm, { lately, last }: VmUse): string {
  if (lately === 0 && !last && !(everybody && protection === 'configured')) return '';
  const whose = everybody ? '' : ' of yours';
  const count = `${lately === 0 ? 'No request' : lately === 1 ? '1 request' : `${lately} requests`}${whose}`;
  const by = last && everybody ? `, ${plain(last.by, CAPS.name)}` : '';
  const when = last ? `; last access ${spellInstant(last.at, zone, now)}${by}` : '';
  return `${count} approved in 7 days${when}.`;
}

function nowOf({ everybody, now, zone }: VmList, { protection }: Vm, use: VmUse): string {
  const sentence = ({ by, ports, sources, until }: Holding): string => {
    const names = listed(ports.map((port) => plain(port, CAPS.name)));
    const from = listed(
      sources.map((source) => plain(saySource(source), CAPS.name)),
      3,
    );
    const whom = everybody ? plain(by, CAPS.name) : 'you';
    return `${names} for ${whom} from ${from} until ${spellInstant(until, zone, now)}`;
  };
  if (use.now.length > 0) return `Open now: ${listed(use.now.map(sentence), 3)}.`;
  return everybody && protection === 'configured' ? 'JIT lets nobody in now; another rule still may.' : '';
}
