import type { OpenSentence, RequestSentence, Sentence, SetupSentence } from './meaning.ts';
import { sayVerb } from './reading.ts';
import type { Slots } from './slots.ts';
import type { Verb, Words } from './words.ts';

/** Where the sentence ended, and in which words to say what it lacks. */
interface End {
  readonly column: number;
  readonly verb: Verb;
  readonly words: Words;
}

type Build = (slots: Slots, end: End) => Sentence;

/** What was read, as a command; or what it lacks. */
export const BUILDERS: Readonly<Record<Verb, Build>> = {
  open: (slots, end) => {
    if (slots.said.size === 0) return { verb: 'form' };
    if (slots.said.size <= 2 && [...slots.said].every((slot) => slot === 'reason' || slot === 'ticket')) {
      return missing(end, 'a VM or a port');
    }
    if (isTwice(slots)) return twoSources(slots, end);
    const open = whatToOpen(slots);
    if (slots.start) open.startsAt = slots.start.at;
    if (slots.person !== undefined) open.onBehalf = behalfOf(slots.person, slots.mentioned);
    return open;
  },
  breakGlass: (slots, end) => {
    if (slots.vms.size === 0 && slots.ports.size === 0) return missing(end, 'a VM and a port');
    if (isTwice(slots)) return twoSources(slots, end);
    const { justification, ...rest } = whatToOpen(slots);
    return justification === undefined
      ? missing(end, 'a reason that others will read')
      : { ...rest, verb: 'breakGlass', justification };
  },
  form: () => ({ verb: 'form' }),
  again: (slots) => ({ verb: 'again', ...idOf(slots) }),
  approve: (slots, end) =>
    slots.request === undefined
      ? missing(end, A_REQUEST)
      : { verb: 'approve', ...which(slots), ...when(slots), ...why(slots) },
  deny: (slots, end) =>
    slots.request === undefined
      ? missing(end, A_REQUEST)
      : { verb: 'deny', id: slots.request, ...why(slots) },
  cancel: (slots) => ({ verb: 'cancel', ...which(slots), ...why(slots) }),
  close: (slots) => ({ verb: 'close', ...which(slots), ...why(slots) }),
  closeAll: (slots, end) => {
    if (slots.vms.size === 0 && slots.person === undefined) return missing(end, 'a VM or a person');
    const { justification } = why(slots);
    const reason = justification === undefined ? {} : { justification };
    return { verb: 'closeAll', ...vmOf(slots), ...personOf(slots), ...reason };
  },
  extend: (slots) => ({ verb: 'extend', ...which(slots), ...when(slots), ...why(slots) }),
  repin: (slots, end) =>
    isTwice(slots)
      ? twoSources(slots, end)
      : {
          ...{ verb: 'repin', ...which(slots) },
          ...{ sources: [...slots.sources], networks: [...slots.networks] },
        },
  status: (slots) => ({ verb: 'status', ...which(slots) }),
  why: (slots) => ({ verb: 'why', ...which(slots) }),
  list: ({ all }) => ({ verb: 'list', all }),
  home: () => ({ verb: 'home' }),
  drift: () => ({ verb: 'drift' }),
  who: (slots) => ({ verb: 'who', ...vmOf(slots) }),
  audit: (slots) => ({
    verb: 'audit',
    ...idOf(slots),
    ...vmOf(slots),
    ...(slots.sinceMs === undefined ? {} : { sinceMs: slots.sinceMs }),
    csv: slots.csv,
  }),
  check: (slots, end) => {
    const { vm, ports } = which(slots);
    return vm === undefined
      ? missing(end, 'the name of a VM')
      : {
          ...{ verb: 'check', vm, sources: [...slots.sources], networks: [...slots.networks] },
          ...(ports === undefined ? {} : { ports }),
        };
  },
  activity: (slots, end) => {
    const { vm } = vmOf(slots);
    if (vm === undefined) return missing(end, 'the name of a VM');
    return {
      ...{ verb: 'activity', vm, csv: slots.csv },
      ...(slots.sinceMs === undefined ? {} : { sinceMs: slots.sinceMs }),
    };
  },
  enableJit: (slots, end) => setup('enable', slots, end),
  editJit: (slots, end) => setup('edit', slots, end),
  disableJit: (slots, end) => setup('disable', slots, end),
  vms: ({ words, tags, group, protection, subscription, page = 1 }) => ({
    ...{ verb: 'vms', words, tags, page },
    ...(protection === undefined ? {} : { group: protection }),
    ...(group === undefined ? {} : { resourceGroup: group }),
    ...(subscription === undefined ? {} : { subscription }),
  }),
  route: ({ rule }, end) =>
    rule === undefined ? missing(end, 'the name of a rule') : { verb: 'route', rule },
  link: (slots) => ({
    verb: 'link',
    ...appOf(slots),
    ...(slots.code === undefined ? {} : { code: slots.code }),
  }),
  unlink: (slots) => ({ verb: 'unlink', ...appOf(slots), ...personOf(slots) }),
  prefer: ({ app }, end) =>
    app === undefined ? missing(end, 'the name of a chat app') : { verb: 'prefer', app },
  review: (slots, end) =>
    slots.request === undefined
      ? missing(end, A_REQUEST)
      : { verb: 'review', id: slots.request, ...why({ justification: slots.justification }) },
  reviews: () => ({ verb: 'reviews' }),
  help: () => ({ verb: 'help' }),
};

const behalfOf = (person: string, mentioned: true | undefined): NonNullable<OpenSentence['onBehalf']> =>
  mentioned ? { person, mentioned } : { person };

type Draft = { -readonly [Part in keyof OpenSentence]: OpenSentence[Part] };

/** Part by part, as spreading many that are mostly absent costs as much as reading a phrase. */
function whatToOpen(slots: Slots): Draft {
  const { group, own, durationMs, until, justification, ticket } = slots;
  const vms: string[] = [];
  const ids: string[] = [];
  for (const vm of slots.vms.values()) {
    vms.push(vm.name);
    if ('id' in vm) ids.push(vm.id);
  }
  const [ports, sources, networks] = [[...slots.ports.values()], [...slots.sources], [...slots.networks]];
  const open: Draft = { verb: 'open', vms, ids, ports, sources, networks };
  if (group !== undefined) open.resourceGroup = group;
  if (own) open.mine = true;
  if (durationMs !== undefined) open.durationMs = durationMs;
  if (until !== undefined) open.until = until;
  if (justification !== undefined) open.justification = justification;
  if (ticket !== undefined) open.ticket = ticket;
  return open;
}

function setup(how: SetupSentence['how'], slots: Slots, end: End): Sentence {
  const { vm, ports = [] } = which(slots);
  if (vm === undefined) return missing(end, 'the name of a VM');
  if (slots.until) {
    const error = 'What is set up has no end: write the longest that may be asked for, such as max 3h.';
    return { error, column: end.column, suggestion: end.words.examples[end.verb] };
  }
  const lengths = slots.durationMs === undefined ? {} : { durationMs: slots.durationMs };
  const { sources, networks } = slots;
  return {
    ...{ verb: 'setup', how, vm, ports, sources: [...sources], networks: [...networks] },
    ...lengths,
    ...why(slots),
  };
}

/** The page sees one address, and what it sees stands alone; so does everybody: "from anywhere via vpn" means the VPN. */
const isTwice = (slots: Slots): boolean =>
  (slots.own && slots.sources.size + slots.networks.size > 0) || (fromAll(slots) && namesSome(slots));

const namesSome = ({ sources, networks }: Slots): boolean =>
  networks.size > 0 || [...sources].some((source) => !isAll(source));

const fromAll = ({ sources }: Slots): boolean => [...sources].some(isAll);

/** They are canonical, so that it shows; to read each again would take a tenth of the sentence's time. */
const isAll = (source: string): boolean => source.endsWith('/0');

const twoSources = (slots: Slots, { column, verb, words }: End): Sentence => ({
  error: `The source is given twice: ${slots.own ? 'your own address' : 'anywhere'}, and another. Say one of them.`,
  ...{ column, suggestion: words.examples[verb] },
});

const A_REQUEST = 'the id of a request';

function missing({ column, verb, words }: End, what: string): Sentence {
  const example = words.examples[verb];
  return { error: `"${sayVerb(verb)}" needs ${what}. For example: ${example}.`, column, suggestion: example };
}

const idOf = ({ request }: Slots): { readonly id?: string } => (request === undefined ? {} : { id: request });

const appOf = ({ app }: Slots): { readonly app?: string } => (app === undefined ? {} : { app });

const personOf = ({ person, mentioned }: Slots): { readonly person?: string; readonly mentioned?: true } => ({
  ...(person === undefined ? {} : { person }),
  ...(mentioned ? { mentioned } : {}),
});

function vmOf(slots: Slots): { readonly vm?: string } {
  const [vm] = slots.vms.values();
  return vm ? { vm: 'id' in vm ? vm.id : vm.name } : {};
}

const which = (slots: Slots): Pick<RequestSentence, 'id' | 'vm' | 'ports'> => ({
  ...idOf(slots),
  ...vmOf(slots),
  ...(slots.ports.size === 0 ? {} : { ports: [...slots.ports.values()] }),
});

const when = ({ durationMs, until }: Slots): Pick<RequestSentence, 'durationMs' | 'until'> => ({
  ...(durationMs === undefined ? {} : { durationMs }),
  ...(until === undefined ? {} : { until }),
});

const why = ({
  justification,
  ticket,
}: {
  readonly justification?: string | undefined;
  readonly ticket?: string;
}): Pick<RequestSentence, 'justification' | 'ticket'> => ({
  ...(justification === undefined ? {} : { justification }),
  ...(ticket === undefined ? {} : { ticket }),
});
