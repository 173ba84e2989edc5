import { sayDuration } from '../access/duration.ts';
import { formatPort } from '../access/port.ts';
import type { CheckSentence, Context, OpenSentence, Sentence } from '../access/sentence.ts';
import { writeFilter } from '../access/vm-filter.ts';
import { sayInstant } from '../access/wall-time.ts';

/** A sentence told back in one line, as a person would say it. */
export function sentenceAsText(sentence: Sentence, context: Context): string {
  switch (sentence.verb) {
    case undefined:
      return `error at column ${sentence.column}: ${sentence.error}`;
    case 'open':
      return words(
        'open',
        ...openWords(sentence),
        sentence.onBehalf && `on behalf of ${sentence.onBehalf.person}`,
        ...startWords(sentence, context),
        ...ending(sentence, context),
      );
    case 'breakGlass':
      return words('break glass: open', ...openWords(sentence), ...ending(sentence, context));
    case 'review':
      return words('review', sentence.id, sentence.justification && `found ${sentence.justification}`);
    case 'reviews':
      return 'list reviews';
    case 'approve':
    case 'deny':
    case 'cancel':
    case 'close':
    case 'extend':
    case 'status':
    case 'why': {
      const ports = (sentence.ports ?? []).map(formatPort).join(', ');
      const at = sentence.vm && ports ? `${ports} on ${sentence.vm}` : (sentence.vm ?? ports);
      const only = sentence.verb === 'approve' && at !== '' ? 'only' : undefined;
      return words(sentence.verb, sentence.id, only, at, ...ending(sentence, context));
    }
    case 'repin': {
      const ports = (sentence.ports ?? []).map(formatPort).join(', ');
      const at = sentence.vm && ports ? `${ports} on ${sentence.vm}` : (sentence.vm ?? ports);
      return words('re-pin', sentence.id, at, ...fromWords(sentence));
    }
    case 'who':
      return words('who has', sentence.vm ?? 'access');
    case 'audit':
      return words('audit', sentence.id, ...lookBack(sentence));
    case 'activity':
      return words('activity', ...lookBack(sentence));
    case 'list':
      return sentence.all ? 'list all' : 'list';
    case 'closeAll':
      return words(
        'close everything',
        sentence.vm === undefined ? `for ${sentence.person}` : `on ${sentence.vm}`,
        ...ending(sentence, context),
      );
    case 'again':
      return sentence.id === undefined ? 'the usual' : `again ${sentence.id}`;
    case 'setup': {
      const { how, ports, vm } = sentence;
      const what = ports.map(formatPort).join(', ');
      return words(how, 'jit on', vm, what && `for ${what}`, ...ending(sentence, context));
    }
    case 'check':
      return words(
        'check',
        [sentence.ports?.map(formatPort).join(', '), sentence.vm].filter(Boolean).join(' on '),
        ...fromWords(sentence),
      );
    case 'vms':
      return words('vms', writeFilter(sentence), sentence.page > 1 ? `page ${sentence.page}` : undefined);
    case 'route':
      return `use this channel for ${sentence.rule}`;
    case 'link':
      return words('link', sentence.app, sentence.code);
    case 'unlink':
      return words('unlink', sentence.app, sentence.person && `for ${sentence.person}`);
    case 'prefer':
      return `notify me in ${sentence.app}`;
    case 'form':
    case 'home':
    case 'drift':
    case 'help':
      return sentence.verb;
    default:
      return sentence satisfies never;
  }
}

const lookBack = ({
  vm,
  sinceMs,
  csv,
}: {
  readonly vm?: string;
  readonly sinceMs?: number;
  readonly csv: boolean;
}): readonly (string | undefined)[] => [
  vm,
  sinceMs === undefined ? undefined : `last ${sayDuration(sinceMs)}`,
  csv ? 'as csv' : undefined,
];

function openWords({
  ports,
  vms,
  resourceGroup,
  mine,
}: Pick<OpenSentence, 'ports' | 'vms' | 'resourceGroup' | 'mine'>): readonly (string | undefined)[] {
  return [
    ports.map(formatPort).join(', ') || undefined,
    vms.length > 0 ? `on ${vms.join(', ')}` : undefined,
    resourceGroup && `in ${resourceGroup}`,
    mine && 'from my address',
  ];
}

const startWords = ({ startsAt }: OpenSentence, { zone }: Context): readonly string[] =>
  startsAt ? [`from ${sayInstant(startsAt, zone)}`] : [];

/** What any sentence may end with. */
interface Ending {
  readonly verb: NonNullable<Sentence['verb']>;
  readonly sources?: readonly string[];
  readonly networks?: readonly string[];
  readonly durationMs?: number;
  readonly until?: Date;
  readonly startsAt?: Date;
  readonly justification?: string;
  readonly ticket?: string;
}

function ending(
  { verb, sources = [], networks = [], durationMs, until, startsAt, justification, ticket }: Ending,
  { now, zone }: Context,
): readonly (string | undefined)[] {
  const from = [...sources, ...networks];
  const preposition = verb === 'extend' ? 'by' : verb === 'setup' ? 'max' : 'for';
  return [
    durationMs === undefined ? undefined : `${preposition} ${sayDuration(durationMs)}`,
    until &&
      `until ${sayInstant(until, zone)} (${sayDuration(until.getTime() - (startsAt ?? now).getTime())})`,
    from.length > 0 ? `from ${from.join(', ')}` : undefined,
    ticket === undefined ? undefined : `ticket ${ticket}`,
    justification === undefined ? undefined : `reason: ${justification}`,
  ];
}

const words = (...said: readonly (string | number | undefined)[]): string =>
  said.filter((word) => word !== undefined && word !== '').join(' ');

const fromWords = ({ sources, networks }: Pick<CheckSentence, 'sources' | 'networks'>): readonly string[] => {
  const all = [...sources, ...networks];
  return all.length === 0 ? [] : [`from ${all.join(', ')}`];
};
