import type { CloudDeed, DeedKind, DeedOutcome } from '../access/activity/deed.ts';
import { LAGS, summaryOf } from '../access/activity/history.ts';
import type { ActivityRow, Origin, Tie } from '../access/activity/join.ts';
import { isGuid } from '../access/guid.ts';
import type { Card } from '../ports/card.ts';
import { auditRow } from './audit-row.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';
import { spellInstant } from './times.ts';
import type { Tone } from './wording.ts';

/** What was done to a VM's ports, and by whom. */
export type ActivityText = {
  readonly card: 'activity';
  readonly summary: string;
  readonly title: string;
  /** What it comes to. */
  readonly lead: string;
  /** `at`, `status`, `tone`, `sentence`, `detail`. */
  readonly rows: readonly Row[];
  readonly more: string;
  /** `text` */
  readonly remarks: readonly Row[];
};

const ORIGINS: Readonly<Record<Origin, { readonly status: string; readonly tone: Tone }>> = {
  ajar: { status: 'Ajar', tone: 'good' },
  defender: { status: 'Defender', tone: 'calm' },
  outside: { status: 'Outside Ajar', tone: 'bad' },
  unexplained: { status: "Ajar's identity, for no request", tone: 'bad' },
  unknown: { status: 'Cannot be told', tone: 'waiting' },
};

const DEEDS: Readonly<Record<DeedKind, (deed: CloudDeed) => string>> = {
  'jit-open': ({ name }) => `asked to open a port through the JIT policy "${plain(name, CAPS.name)}"`,
  'jit-write': ({ name }) => `wrote the JIT policy "${plain(name, CAPS.name)}"`,
  'jit-delete': ({ name }) => `deleted the JIT policy "${plain(name, CAPS.name)}"`,
  'rule-write': (deed) => `wrote ${ruleOf(deed)}`,
  'rule-delete': (deed) => `deleted ${ruleOf(deed)}`,
  'group-write': ({ name }) => `wrote the security group "${plain(name, CAPS.name)}" as a whole`,
};

const ruleOf = ({ name, group }: CloudDeed): string =>
  `the rule "${plain(name, CAPS.name)}" of ${plain(group, CAPS.name)}`;

const OUTCOMES: Readonly<Record<DeedOutcome, string>> = {
  succeeded: '',
  failed: ': it failed',
  accepted: ': Azure accepted it',
  begun: ': of its end the log says nothing',
};

/** How sure it is that the two are one; a correlation id needs no word. */
const TIES: Readonly<Record<Tie, string>> = {
  trace: '',
  justification: ', by its justification',
  time: ', by the time',
};

type ActivityCard = Omit<Extract<Card, { card: 'activity' }>, 'card'>;

export function activityText(
  { activity, title, zone, most: wanted }: ActivityCard,
  fits: number,
): ActivityText {
  const most = Math.min(wanted, fits);
  const lead = plain(summaryOf(activity), CAPS.sentence);
  const rows = activity.rows.slice(0, most).map((row) => textOf(row, zone));
  const left = activity.rows.length - rows.length;
  const heading = plain(title, CAPS.sentence);
  return {
    ...{ card: 'activity', title: heading, lead, summary: `${heading}: ${lead}`, rows },
    more: left > 0 ? `${left} more: add "as csv" for all of them.` : '',
    remarks: [...activity.unread, LAGS]
      .slice(0, Math.max(fits, 2))
      .map((text) => ({ text: plain(text, CAPS.sentence) })),
  };
}

function textOf(row: ActivityRow, zone: string): Row {
  const { deed, event, origin, tie, claims } = row;
  const own = event && auditRow(event, zone);
  const ours = own ? [own.who, own.what, own.about].filter(Boolean).join(' ') : '';
  const record = own ? [own.request, ours, own.detail].filter(Boolean).join(' · ') : '';
  if (!deed)
    return {
      ...{ at: spellInstant(row.at, zone), ...ORIGINS[origin], sentence: ours },
      detail: own ? [own.request, own.detail].filter(Boolean).join(' · ') : '',
    };
  return {
    ...{ at: spellInstant(row.at, zone), ...ORIGINS[origin] },
    sentence: `${whoOf(row, deed)} ${DEEDS[deed.kind](deed)}${OUTCOMES[deed.outcome]}.`,
    detail: [
      ...(record === '' ? [] : [`Ajar's record${tie ? TIES[tie] : ''}: ${record}`]),
      ...(claims === undefined ? [] : [`It names ${plain(claims, CAPS.id)}, which it is not`]),
      ...(event || !deed.justification ? [] : [`Reason given: ${plain(deed.justification, CAPS.reason)}`]),
    ].join('. '),
  };
}

/** An app has no name in the log. */
function whoOf({ origin }: ActivityRow, { caller, app }: CloudDeed): string {
  if (origin === 'ajar') return 'Ajar';
  if (origin === 'defender') return 'Defender';
  const client = app === '' ? '' : ` (client ${plain(app, CAPS.name)})`;
  if (caller === '') return 'Somebody whom the log does not name';
  return isGuid(caller) ? `The app ${caller}${client}` : plain(caller, CAPS.name);
}
