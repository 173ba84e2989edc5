import { saySource } from '../access/address.ts';
import { formatPort } from '../access/port.ts';
import type { JitRule } from '../access/setup/jit-rule.ts';
import { sameRule } from '../access/setup/rule-faults.ts';
import type { Setup, SetupStatus } from '../access/setup/setup.ts';
import type { SetupView } from '../ports/card.ts';
import type { Row } from './fill.ts';
import { CAPS, listed, plain } from './plain.ts';
import { toldOnce } from './reason.ts';
import { outcomeOf, whenOf } from './setup-outcome.ts';
import { spellDuration, spellInstant } from './times.ts';
import type { Tone } from './wording.ts';

/** Just-in-time access that is being set up. Everything that does not apply is empty. */
export type SetupText = {
  readonly card: 'setup';
  readonly summary: string;
  readonly headline: string;
  readonly id: string;
  readonly terms: string;
  readonly status: string;
  readonly tone: Tone;
  readonly requester: string;
  readonly vmName: string;
  readonly vmNote: string;
  /** What is to be kept, and what no more: `text`. */
  readonly rules: readonly Row[];
  /** Who reaches the ports by other rules, and what becomes of it: `text`, `mend`. For admins alone. */
  readonly losing: readonly Row[];
  readonly losingTitle: string;
  readonly justification: string;
  readonly ticket: string;
  readonly approvers: string;
  readonly approvedBy: string;
  /** What is asked by itself once it is set up; empty where nothing waits. */
  readonly waiting: string;
  readonly when: string;
  readonly outcome: string;
  readonly canApprove: boolean;
  readonly canCancel: boolean;
};

const WORDS: Readonly<Record<SetupStatus, { readonly status: string; readonly tone: Tone }>> = {
  pending: { status: 'Waiting for approval', tone: 'waiting' },
  applying: { status: 'Being set up', tone: 'calm' },
  continuing: { status: 'Set up', tone: 'good' },
  done: { status: 'Set up', tone: 'good' },
  failed: { status: 'Not set up', tone: 'bad' },
  denied: { status: 'Denied', tone: 'bad' },
  cancelled: { status: 'Cancelled', tone: 'ended' },
  lapsed: { status: 'Lapsed', tone: 'ended' },
};

/** All of them: whoever approves has to see them, and what is too much for a card is not asked on one. */
const MOST_SOURCES = 100;

const NOBODY = 'Nobody reaches these ports by another rule, so nobody loses access.';

export function setupText(setup: Setup, view: SetupView, most: number): SetupText {
  const requester = plain(setup.requester.name, CAPS.name);
  const vmName = plain(setup.vm.name, CAPS.name);
  const words = WORDS[setup.status];
  const headline = headlineOf(setup, requester, vmName);
  const at = (instant: Date): string => spellInstant(instant, view.zone, view.now);
  const { reason, ticket } = toldOnce(
    plain(setup.justification ?? '', CAPS.reason),
    plain(setup.ticket ?? '', CAPS.ticket),
  );
  const names = [
    ...view.approvers.map(({ name }) => plain(name, CAPS.name)),
    ...(view.moreApprovers > 0 ? [`${view.moreApprovers} more`] : []),
  ];
  return {
    ...{ card: 'setup', summary: plain(`${headline}: ${words.status.toLowerCase()}`, CAPS.summary) },
    ...{ headline, id: plain(setup.id, CAPS.id), terms: String(setup.terms), ...words, requester, vmName },
    vmNote: plain(setup.vm.resourceGroup, CAPS.name),
    rules: rulesOf(setup).slice(0, most),
    ...losingOf(setup, view),
    ...{ justification: reason, ticket, approvers: listed(names, 10) },
    approvedBy: listed(setup.approvals.map(({ by }) => plain(by.name, CAPS.name))),
    waiting: waitingOf(setup, requester),
    when: whenOf(setup, at),
    outcome: outcomeOf(setup),
    ...{ canApprove: view.can.approve, canCancel: view.can.cancel },
  };
}

function headlineOf({ before, status }: Setup, requester: string, vm: string): string {
  const what =
    before.length > 0 ? `change just-in-time access on ${vm}` : `put ${vm} under just-in-time access`;
  return status === 'pending'
    ? `${requester} asks to ${what}`
    : `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

/** As it will be, with what that changes. */
function rulesOf({ rules, before }: Setup): readonly Row[] {
  const kept = rules.map((rule) => {
    const old = before.find(({ number }) => number === rule.number);
    const change = old === undefined ? 'new' : sameRule(old, rule) ? 'as it is' : `was ${sayRule(old)}`;
    return `${sayRule(rule)} (${change})`;
  });
  const gone = before
    .filter(({ number }) => !rules.some((rule) => rule.number === number))
    .map((rule) => `${formatPort(rule)} is kept no more`);
  return [...kept, ...gone].map((text) => ({ text }));
}

const sayRule = (rule: JitRule): string =>
  `${formatPort(rule)} up to ${spellDuration(rule.maxDurationMs)} from ${sayFrom(rule.sources)}`;

const sayFrom = (sources: readonly string[]): string =>
  listed(
    sources.map((source) => (source === '*' ? 'any source' : plain(saySource(source), CAPS.name))),
    MOST_SOURCES,
  );

/** All of it: an admin agrees to it, and what is too much for a card is not asked on one. */
function losingOf({ shown }: Setup, { full }: SetupView): Pick<SetupText, 'losing' | 'losingTitle'> {
  if (!full) return { losing: [], losingTitle: '' };
  const rows = [
    ...shown.losing.map(({ sentence, mend }) => ({
      ...{ text: plain(sentence, CAPS.sentence), mend: plain(mend, CAPS.summary) },
    })),
    ...shown.exposing.map((text) => ({ text: plain(text, CAPS.sentence), mend: '' })),
  ];
  return rows.length > 0
    ? { losing: rows, losingTitle: 'Who reaches these ports now' }
    : { losing: [], losingTitle: NOBODY };
}

function waitingOf({ wish, status }: Setup, requester: string): string {
  if (!wish || (status !== 'pending' && status !== 'applying' && status !== 'continuing')) return '';
  const from = listed(wish.sources.map((source) => plain(saySource(source), CAPS.name)));
  return `Once it is set up, ${requester}'s request for ${listed(wish.ports.map(formatPort))} from ${from} for ${spellDuration(wish.durationMs)} is asked by itself.`;
}
