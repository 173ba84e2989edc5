/** What can be done in the cloud that opens a port, or lets somebody open it. */
export const DEED_KINDS = [
  'jit-open',
  'jit-write',
  'jit-delete',
  'rule-write',
  'rule-delete',
  'group-write',
] as const;
export type DeedKind = (typeof DEED_KINDS)[number];

/**
 * Under whose name the cloud has it: an identity of Ajar's, Defender's own app, somebody else's; or nothing that can be told
 * from Ajar's.
 */
export type DeedBy = 'ajar' | 'defender' | 'other' | 'unknown';

/** How far it came, by the log: `accepted` and `begun` may have gone on since. */
export type DeedOutcome = 'succeeded' | 'failed' | 'accepted' | 'begun';

/** One deed as the cloud's own log has it; whatever is text in it was written by anybody. */
export interface CloudDeed {
  /** When it began. */
  readonly at: Date;
  readonly kind: DeedKind;
  /** Resource id, in lower case. */
  readonly resource: string;
  /** Of the JIT policy, the rule or the group, as the log writes it. */
  readonly name: string;
  /** The group of a rule; empty for others. */
  readonly group: string;
  readonly outcome: DeedOutcome;
  readonly by: DeedBy;
  /** A person's name, or the object id of an app; empty where the log names nobody. */
  readonly caller: string;
  /** The caller's object id in the directory, in lower case; left out where the log has none. */
  readonly callerId?: string;
  /** Client id of the app through which it was done; empty where the log has none. */
  readonly app: string;
  /** The cloud's correlation id. A caller may choose it, so it proves nothing by itself. */
  readonly trace: string;
  readonly justification?: string;
}

/** The cloud's log about one VM. */
export interface CloudActivity {
  /** Newest first. */
  readonly deeds: readonly CloudDeed[];
  /** From when on it was read. */
  readonly from: Date;
  /** What could not be read, each a sentence: then nobody may take the rest for all. */
  readonly unread: readonly string[];
}
