import { readVmResourceId } from '../access/azure-name.ts';
import { isoDuration } from '../access/duration.ts';
import { formatPort, type Port } from '../access/port.ts';
import type { Context, OpenSentence, Sentence } from '../access/sentence.ts';
import type { TagFilter } from '../access/vm-filter.ts';

/** A sentence as plain data, with only what was said: ports as `3389/tcp`, sources as CIDRs, durations as ISO 8601. */
export interface SentenceJson {
  readonly verb?: string;
  /** Of `setup`: `enable`, `edit` or `disable`. */
  readonly how?: string;
  /** The id of a request. */
  readonly id?: string;
  readonly vms?: readonly string[];
  /** Whole resource ids, in lower case. */
  readonly resourceIds?: readonly string[];
  readonly resourceGroup?: string;
  readonly ports?: readonly string[];
  readonly sources?: readonly string[];
  readonly networks?: readonly string[];
  /** The source is the address that its asker comes from. */
  readonly mine?: boolean;
  /** Of an access: `PT1H30M`; with `until`, from now or the start to it. */
  readonly duration?: string;
  /** A later start, an instant. */
  readonly start?: string;
  /** An instant, as `since` is. */
  readonly until?: string;
  readonly since?: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly all?: boolean;
  readonly csv?: boolean;
  readonly person?: string;
  /** A rule of the policy. */
  readonly rule?: string;
  readonly app?: string;
  /** What a list of VMs is narrowed by. */
  readonly words?: readonly string[];
  readonly group?: string;
  readonly subscription?: string;
  readonly tags?: readonly TagFilter[];
  readonly page?: number;
  readonly code?: string;
  readonly error?: string;
  readonly column?: number;
  readonly suggestion?: string;
}

export function sentenceAsJson(sentence: Sentence, { now }: Context): SentenceJson {
  switch (sentence.verb) {
    case undefined: {
      const { error, column, suggestion } = sentence;
      return { error, column, ...(suggestion === undefined ? {} : { suggestion }) };
    }
    case 'open':
    case 'breakGlass':
      return { verb: sentence.verb, ...whereOf(sentence), ...forOf(sentence), ...tail(sentence, now) };
    case 'approve':
    case 'deny':
    case 'cancel':
    case 'close':
    case 'extend':
    case 'status':
    case 'why':
      return {
        verb: sentence.verb,
        ...(sentence.id === undefined ? {} : { id: sentence.id }),
        ...vmOf(sentence.vm),
        ...portsOf(sentence.ports ?? []),
        ...tail(sentence, now),
      };
    case 'repin': {
      const { id, vm, ports = [], sources, networks } = sentence;
      return {
        ...{ verb: 'repin', ...(id === undefined ? {} : { id }), ...vmOf(vm), ...portsOf(ports) },
        ...(sources.length > 0 ? { sources } : {}),
        ...(networks.length > 0 ? { networks } : {}),
      };
    }
    case 'who':
      return { verb: 'who', ...vmOf(sentence.vm) };
    case 'audit':
      return {
        verb: 'audit',
        ...(sentence.id === undefined ? {} : { id: sentence.id }),
        ...lookBack(sentence, now),
      };
    case 'activity':
      return { verb: 'activity', ...lookBack(sentence, now) };
    case 'list':
      return { verb: 'list', ...(sentence.all ? { all: true } : {}) };
    case 'closeAll':
      return {
        verb: 'closeAll',
        ...vmOf(sentence.vm),
        ...(sentence.person === undefined ? {} : { person: sentence.person }),
        ...tail(sentence, now),
      };
    case 'check':
      return { verb: 'check', ...vmOf(sentence.vm), ...portsOf(sentence.ports ?? []) };
    case 'setup': {
      const { how, vm, ports } = sentence;
      return { verb: 'setup', how, ...vmOf(vm), ...portsOf(ports), ...tail(sentence, now) };
    }
    case 'vms': {
      const { words, tags, ...rest } = sentence;
      return { ...rest, ...(words.length > 0 ? { words } : {}), ...(tags.length > 0 ? { tags } : {}) };
    }
    case 'review':
      return { verb: 'review', id: sentence.id, ...tail(sentence, now) };
    case 'reviews':
    case 'form':
    case 'home':
    case 'drift':
    case 'again':
    case 'route':
    case 'link':
    case 'unlink':
    case 'prefer':
    case 'help':
      return sentence;
    default:
      return sentence satisfies never;
  }
}

const forOf = (sentence: Sentence): SentenceJson =>
  'onBehalf' in sentence && sentence.onBehalf ? { person: sentence.onBehalf.person } : {};

function whereOf(sentence: Omit<OpenSentence, 'verb'>): SentenceJson {
  const { vms, ids, ports, sources, networks } = sentence;
  const groups = new Set(ids.map((id) => readVmResourceId(id)?.resourceGroup));
  // Where every VM is a whole id of one group, that group was said too.
  const [group] = ids.length === vms.length && groups.size === 1 ? groups : [];
  const resourceGroup = sentence.resourceGroup ?? group;
  return {
    ...(vms.length > 0 ? { vms } : {}),
    ...(ids.length > 0 ? { resourceIds: ids } : {}),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    ...portsOf(ports),
    ...(sources.length > 0 ? { sources } : {}),
    ...(networks.length > 0 ? { networks } : {}),
    ...(sentence.mine ? { mine: true } : {}),
  };
}

function vmOf(vm: string | undefined): SentenceJson {
  if (vm === undefined) return {};
  const whole = readVmResourceId(vm);
  return whole
    ? { vms: [whole.name], resourceIds: [whole.id], resourceGroup: whole.resourceGroup }
    : { vms: [vm] };
}

const lookBack = (
  { vm, sinceMs, csv }: { readonly vm?: string; readonly sinceMs?: number; readonly csv: boolean },
  now: Date,
): SentenceJson => ({
  ...vmOf(vm),
  ...(sinceMs === undefined ? {} : { since: new Date(now.getTime() - sinceMs).toISOString() }),
  ...(csv ? { csv: true } : {}),
});

const portsOf = (ports: readonly Port[]): SentenceJson =>
  ports.length > 0 ? { ports: ports.map(formatPort) } : {};

interface Tail {
  readonly durationMs?: number;
  readonly until?: Date;
  readonly startsAt?: Date;
  readonly justification?: string;
  readonly ticket?: string;
}

function tail({ durationMs, until, startsAt, justification, ticket }: Tail, now: Date): SentenceJson {
  const ms = until ? until.getTime() - (startsAt ?? now).getTime() : durationMs;
  return {
    ...(ms === undefined ? {} : { duration: isoDuration(ms) }),
    ...(startsAt ? { start: startsAt.toISOString() } : {}),
    ...(until ? { until: until.toISOString() } : {}),
    ...(justification === undefined ? {} : { reason: justification }),
    ...(ticket === undefined ? {} : { ticket }),
  };
}
