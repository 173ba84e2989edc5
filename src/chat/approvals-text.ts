import { titleOf } from '../access/parts.ts';
import type { AccessRequest } from '../access/request.ts';
import type { NeedFacts, RequestFacts } from '../ports/card.ts';
import type { Row } from './fill.ts';
import { CAPS, counted, listed, plain } from './plain.ts';
import { spellInstant } from './times.ts';

/** How far the approvals of a request are, in sentences. Rows have `text`. */
export interface ApprovalsText {
  /** Of each requirement: who has approved and when, who could, how many are missing. Empty where there is only one. */
  readonly needs: readonly Row[];
  /** What happened while nobody answered, and what happens next. */
  readonly ladder: readonly Row[];
  /** Ports that an approver left out. */
  readonly dropped: readonly Row[];
}

export function approvalsText(request: AccessRequest, facts: RequestFacts, most: number): ApprovalsText {
  const at = (instant: Date): string => spellInstant(instant, facts.zone, facts.now);
  const isStaged = facts.needs.some(({ stage }) => stage !== facts.needs[0]?.stage);
  // One requirement is told by the lines that every card has.
  const told = facts.needs.length > 1 && TELLS_NEEDS.includes(request.status) ? facts.needs : [];
  return {
    needs: rows(
      told.map((need) => needText(need, isStaged, request.status === 'pending', at)),
      most,
    ),
    ladder: rows([...climbs(request, at), ...ahead(facts, at)], most),
    dropped: rows(leftOut(request), most),
  };
}

const TELLS_NEEDS: readonly AccessRequest['status'][] = [
  'pending',
  'approved',
  'opening',
  'open',
  'denied',
  'lapsed',
];

const rows = (texts: readonly string[], most: number): readonly Row[] =>
  texts.slice(0, most).map((text) => ({ text: plain(text, CAPS.sentence) }));

const name = (text: string): string => plain(text, CAPS.name);

function needText(
  { stage, group, count, given, state, could, more }: NeedFacts,
  isStaged: boolean,
  isPending: boolean,
  at: (instant: Date) => string,
): string {
  const who = isStaged ? `Stage ${stage}, ${name(group)}` : name(group);
  const by = given.map((each) => `${name(each.by.name)} at ${at(each.at)}`);
  const has = `${given.length} of ${count}${by.length > 0 ? `: ${listed(by)}` : ''}`;
  if (state === 'met' || !isPending) return `${who}: ${has}.`;
  const others = [...could.map((person) => name(person.name)), ...(more > 0 ? [counted(more, 'other')] : [])];
  const can = others.length > 0 ? ` ${listed(others, others.length)} can.` : ' Nobody is known who can.';
  const when = state === 'later' ? ' Asked once the stage before is met.' : '';
  return `${who}: ${has}, ${count - given.length} missing.${when}${can}`;
}

/** The rungs that were reached. Once it is approved they are history, and the audit log has them. */
const climbs = ({ status, climbed = [] }: AccessRequest, at: (instant: Date) => string): readonly string[] =>
  status === 'pending' || status === 'lapsed' || status === 'denied'
    ? climbed.map((each) =>
        each.to === undefined
          ? `Reminded ${name(each.group)} at ${at(each.at)}.`
          : `Asked ${name(each.to)} as well at ${at(each.at)}, for ${name(each.group)}.`,
      )
    : [];

function ahead({ next }: RequestFacts, at: (instant: Date) => string): readonly string[] {
  if (next === undefined) return [];
  const what =
    next.to === undefined ? `Ajar reminds ${name(next.group)}` : `Ajar asks ${name(next.to)} as well`;
  return [`If nobody answers, ${what} at ${at(next.at)}.`];
}

/** Grouped by who did it: "Left out by Avery Approver: 22/tcp on web-01". */
const leftOut = ({ dropped = [] }: AccessRequest): readonly string[] =>
  [...Map.groupBy(dropped, ({ by }) => by.id).values()].map((own) => {
    const what = [...new Set(own.map(titleOf))].map(name);
    return `Left out by ${name(own[0]?.by.name ?? '')}: ${listed(what, 12)}.`;
  });
