import { AT_MOST } from '../access/at-most.ts';
import { vmsOf } from '../access/grant.ts';
import type { AccessRequest } from '../access/request.ts';
import { endOf } from '../access/span.ts';
import type { RequestFacts } from '../ports/card.ts';
import { approvalsText } from './approvals-text.ts';
import { basicsOf, didNotOpen, obstacles, protocolRemarks } from './basics.ts';
import type { Row } from './fill.ts';
import { connectRows, failureRow, progressOf, vmRow } from './grant-rows.ts';
import { CAPS, counted, listed, plain } from './plain.ts';
import { toldOnce } from './reason.ts';
import { standingOf } from './standing.ts';
import { spellDuration, spellInstant } from './times.ts';
import { connectionsOf, type Tone } from './wording.ts';

/** What is said of one request, for one reader. Everything that does not apply is empty. */
export type RequestText = {
  /** The notification: person, port, VM, duration, source, ticket, and how it stands. */
  readonly summary: string;
  /** One whole sentence for on-call. */
  readonly line: string;
  readonly headline: string;
  readonly id: string;
  readonly terms: string;
  readonly status: string;
  readonly tone: Tone;
  readonly requester: string;
  /** `approved by Avery Approver`. */
  readonly approval: string;
  /** `name`, `group`, `text`: the VM with its resource group. */
  readonly vms: readonly Row[];
  readonly moreVms: string;
  /** `3389/tcp on vm-prod-01`. */
  readonly what: string;
  /** As they will really open. */
  readonly ports: string;
  readonly source: string;
  /** `1 h`, or `1 h, the policy's default` where nobody said how long. */
  readonly duration: string;
  /** What the clock will do next, or did: a sentence with its times. */
  readonly when: string;
  readonly askedAt: string;
  readonly lapsesAt: string;
  readonly openedAt: string;
  readonly until: string;
  readonly endedAt: string;
  /** The ticket is told once: within the reason, or alone where the reason is nothing else. */
  readonly justification: string;
  readonly ticket: string;
  /** Where from, who approved: a sentence for lists. */
  readonly provenance: string;
  readonly approvedBy: string;
  readonly missing: string;
  readonly approvers: string;
  /** Each requirement as it stands: `text`; where there is one only, the lines above say it. */
  readonly needs: readonly Row[];
  /** Who was reminded and who was asked as well while nobody answered, and what comes next: `text`. */
  readonly ladder: readonly Row[];
  /** What was asked for and left out by an approver: `text`. */
  readonly dropped: readonly Row[];
  readonly rules: string;
  readonly extends: string;
  readonly ending: string;
  readonly trouble: string;
  /** `text` */
  readonly remarks: readonly Row[];
  /** Grants that did not open, each with its reason: `text`. */
  readonly failures: readonly Row[];
  /** How to connect to what is open: `vm`, `address`, `port`, `note`, `text`. */
  readonly connect: readonly Row[];
  /** Established connections outlive the rule (HOLES H20); said at opening and at closing. */
  readonly connections: string;
  readonly isOpen: boolean;
  readonly canApprove: boolean;
  /** Deny, or take back what is not open yet; `denyTitle` says which. */
  readonly canDeny: boolean;
  readonly denyTitle: string;
  readonly canCancel: boolean;
  readonly canExtend: boolean;
  readonly canClose: boolean;
  readonly canAgain: boolean;
  /** The button that asks for the same again at one press, where nobody answered; empty elsewhere. */
  readonly repeatTitle: string;
  /** What the button is called that opens the form with it. */
  readonly againTitle: string;
  /** `minutes`, `title`. */
  readonly extendBy: readonly Row[];
  /** "Approve for less time": `minutes`, `title`. */
  readonly approveFor: readonly Row[];
  /** "Approve fewer ports": `key`, `title`; and whether there is anything to leave out. */
  readonly approveOnly: readonly Row[];
  readonly canNarrow: boolean;
  /** `env=prod, owner=web`: of the VMs, as they are now. */
  readonly tags: string;
  /** The message that it was asked from, an https address; empty for none. */
  readonly originUrl: string;
  /** What a link to it says; empty for none. */
  readonly originTitle: string;
};

/** More buttons than this would push Close out of what an app shows in a row. */
const MOST_EXTENSIONS = 3;

/** Azure takes 50 tags; the first few tell what a VM is. */
const MOST_TAGS = 8;

/** As it was said: an instant is echoed with its date and zone. */
function spanText(request: AccessRequest, duration: string, at: (instant: Date) => string): string {
  const { startsAt, notAfter } = request;
  const length = lengthText(request, duration);
  if (startsAt) return `${length}, from ${at(startsAt)} until ${at(endOf(request, startsAt))}`;
  return notAfter ? `until ${at(notAfter)}, ${duration} if it opens at once` : length;
}

/** A default is called one, and what an approver cut says so. */
function lengthText({ shortened, durationDefaulted }: AccessRequest, duration: string): string {
  if (shortened)
    return `${duration}, where ${spellDuration(shortened.askedMs)} was asked for (shortened by ${plain(shortened.by.name, CAPS.name)})`;
  return durationDefaulted ? `${duration}, the policy's default` : duration;
}

/** What there is to say of a request. At most `most` rows of each list but its VMs, the rest is counted. */
export function requestText(request: AccessRequest, facts: RequestFacts, most: number): RequestText {
  const { can, zone, now } = facts;
  const at = (instant: Date | undefined): string => (instant ? spellInstant(instant, zone, now) : '');
  const basics = basicsOf(request);
  const vms = vmsOf(request.grants);
  const named = Math.max(most, AT_MOST.vms); // whatever else is cut, none is hidden from whoever approves it
  const { reason, ticket } = toldOnce(plain(request.justification ?? '', CAPS.reason), basics.ticket);
  return {
    ...basics,
    ...standingOf(request, basics, at),
    id: plain(request.id, CAPS.id),
    terms: String(request.terms),
    vms: vms.slice(0, named).map(vmRow),
    moreVms: vms.length > named ? `${counted(vms.length - named, 'more VM')}` : '',
    askedAt: at(request.askedAt),
    lapsesAt: request.status === 'pending' ? at(request.lapsesAt) : '',
    openedAt: 'openedAt' in request ? at(request.openedAt) : '',
    until: 'until' in request ? at(request.until) : '',
    endedAt: 'endedAt' in request ? at(request.endedAt) : '',
    duration: spanText(request, basics.duration, at),
    justification: reason,
    ticket,
    rules: listed(request.verdict.rules.map((rule) => plain(rule, CAPS.name))),
    extends: request.continues ? plain(request.continues.id, CAPS.id) : '',
    ...approvalText(request, facts),
    ...approvalsText(request, facts, most),
    remarks: [
      ...(request.status === 'opening' ? progressOf(request.grants) : []),
      ...obstacles(request),
      ...protocolRemarks(request.grants),
      ...facts.remarks,
    ]
      .slice(0, most)
      .map((remark) => ({ text: plain(remark, CAPS.sentence) })),
    failures: request.grants.filter(didNotOpen).slice(0, most).map(failureRow),
    connect: request.status === 'open' ? connectRows(request.grants).slice(0, most) : [],
    connections: connectionsOf(request),
    isOpen: request.status === 'open',
    canApprove: can.approve,
    canDeny: can.approve || can.takeBack === true,
    denyTitle: can.takeBack ? 'Take it back' : 'Deny',
    canCancel: can.cancel,
    canExtend: can.extend && facts.extendBy.length > 0,
    canClose: can.close,
    extendBy: facts.extendBy.slice(0, MOST_EXTENSIONS).map((ms) => ({
      minutes: String(Math.round(ms / 60_000)),
      title: `Extend by ${spellDuration(ms)}`,
    })),
    canAgain: can.again,
    repeatTitle: can.again && request.status === 'lapsed' ? 'Ask again' : '',
    againTitle: request.status === 'lapsed' ? 'Change and ask again' : 'Ask again',
    approveFor: facts.approveFor.map((ms) => ({
      minutes: String(Math.round(ms / 60_000)),
      title: `For ${spellDuration(ms)}`,
    })),
    approveOnly: facts.approveOnly.map(({ key, title }) => ({
      key: plain(key, CAPS.id),
      title: plain(title, CAPS.name),
    })),
    canNarrow: can.approve && facts.approveOnly.length > 0,
    tags: facts.tags
      .slice(0, MOST_TAGS)
      .map((tag) => plain(tag, CAPS.name))
      .join(', '),
    originUrl: request.origin ?? '',
    originTitle: request.origin === undefined ? '' : 'Where it was asked from',
  };
}

/** Approvals of older terms count for nothing, so they are not told. */
function approvalText(
  request: AccessRequest,
  { approvers, moreApprovers, missing, zone, now }: RequestFacts,
) {
  const valid = request.approvals.filter(({ terms }) => terms === request.terms);
  const names = approvers.map(({ name }) => plain(name, CAPS.name));
  const waiting = request.status === 'pending' && missing > 0;
  const others = moreApprovers > 0 ? [counted(moreApprovers, 'other')] : [];
  return {
    approvedBy: listed(
      (request.breakGlass ? [] : valid).map(
        ({ by, at }) => `${plain(by.name, CAPS.name)} at ${spellInstant(at, zone, now)}`,
      ),
    ),
    missing: waiting ? `${counted(missing, 'approval')} still missing` : '',
    approvers: request.status === 'pending' ? listed([...names, ...others], names.length + 1) : '',
  };
}
