import type { ActivityRow } from '../access/activity/join.ts';
import type { AuditEvent } from '../access/audit-event.ts';
import type { ProviderName } from '../access/grant.ts';
import type { Policy } from '../access/policy/policy.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { ActivityLog } from '../ports/activity.ts';
import type { Chat } from '../ports/chat.ts';
import type { Rights, Tickets } from '../ports/checks.ts';
import type { Clock } from '../ports/clock.ts';
import type { FlowVerifier } from '../ports/flow-verifier.ts';
import type { Inspector } from '../ports/inspector.ts';
import type { Inventory } from '../ports/inventory.ts';
import type { JitSetup } from '../ports/jit-setup.ts';
import type { Links } from '../ports/links.ts';
import type { Log } from '../ports/log.ts';
import type { Outside } from '../ports/outside.ts';
import type { People } from '../ports/people.ts';
import type { Provider } from '../ports/provider.ts';
import type { Rates } from '../ports/rates.ts';
import type { Store } from '../ports/store.ts';

/** Everything the flow needs from the world. `main.ts` builds it once. */
export interface Deps {
  readonly chats: ReadonlyMap<string, Chat>;
  readonly providers: Readonly<Record<ProviderName, Provider>>;
  readonly inventory: Inventory;
  readonly inspector: Inspector;
  /** Only where it is switched on: each question is an operation in the cloud. */
  readonly flowVerifier?: FlowVerifier;
  readonly activity: ActivityLog;
  readonly jitSetup: JitSetup;
  readonly outside: Outside;
  readonly people: People;
  readonly rights: Rights;
  readonly tickets: Tickets;
  readonly rates: Rates;
  readonly accounts: Accounts;
  readonly store: Store;
  /** Only where Ajar has a public address. */
  readonly links?: Links;
  /** Set where approvers can confirm on a page behind a sign-in. */
  readonly signIn?: true;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: () => Policy;
  readonly newId: () => string;
  /** The zone (IANA) for readers whose own is not known. */
  readonly zone: string;
  readonly limits: Limits;
  /** Audit events, newest first, as the text of a CSV file. */
  readonly csv: (events: readonly AuditEvent[]) => string;
  /** The same of what was done to a VM. */
  readonly activityCsv: (rows: readonly ActivityRow[]) => string;
  /** Says that a request has work to do now; losing every call loses nothing, the sweep finds it. */
  readonly nudge: () => void;
}

/** Real milliseconds: network time does not run faster in the sandbox. */
export interface Limits {
  /** A deed's lease; longer than any cloud call's own limit. */
  readonly leaseMs: number;
  /** After that long without a trace in the cloud, what was perhaps never sent (a crash, a lost answer) is sent again. */
  readonly sendAgainMs: number;
  /** How long opening is tried before it is called failed; a firewall takes minutes for every change. */
  readonly openWithinMs: Readonly<Record<ProviderName, number>>;
  /** How long closing may go unconfirmed before people are alerted. */
  readonly closeWithinMs: Readonly<Record<ProviderName, number>>;
  /** Directory and inventory look-ups while somebody waits for an answer. */
  readonly lookUpMs: number;
  /** How often an open request is compared with the cloud. */
  readonly checkEveryMs: number;
}

export const LIMITS: Limits = {
  leaseMs: 30_000,
  sendAgainMs: 45_000,
  openWithinMs: { defender: 90_000, nsg: 90_000, 'azure-firewall': 12 * 60_000 },
  closeWithinMs: { defender: 120_000, nsg: 120_000, 'azure-firewall': 15 * 60_000 },
  lookUpMs: 2_000,
  checkEveryMs: 60_000,
};
