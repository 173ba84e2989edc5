import type { Connection, Grant, GrantState, ProviderName } from '../access/grant.ts';
import type { Port } from '../access/port.ts';
import type { Vm } from '../access/vm.ts';

/** What opens and closes ports. `open` and `close` are safe to repeat; each reads the cloud back. Both throw `CloudError` only. */
export interface Provider {
  readonly name: ProviderName;
  /** True when it is this provider's to open the port of the VM to these sources, whatever becomes of the wish. */
  serves(vm: Vm, port: Port, sources: readonly string[]): boolean;
  /** What it would take to open this: planned grants (keys left to the caller), or a sentence that says what to ask instead. */
  plan(vm: Vm, ports: readonly Port[], sources: readonly string[], durationMs: number): Plan;
  /**
   * Takes the grants of one request a step nearer to open, in as few calls as the cloud allows: reads first, sends what is
   * not there yet and may still be sent, reads back. Answers at once with what it saw; the caller comes again for the rest.
   */
  open(order: Order): Promise<readonly Sighting[]>;
  /**
   * Removes what this provider holds for the grants and reads back. `keep` has the `holdOf` of everything that other
   * requests hold: that is left in place and told as `closed`, since it is theirs now. Where each grant has a rule of its
   * own it means nothing.
   */
  close(order: Order, keep: ReadonlySet<string>): Promise<readonly Sighting[]>;
  /** Reads, changes nothing. */
  read(order: Order): Promise<readonly Sighting[]>;
}

export type Plan = { readonly grants: readonly Omit<Grant, 'key'>[] } | { readonly refused: string };

/** What is to be opened or closed for one request. */
export interface Order {
  readonly request: string;
  /** By `writeMarker`, with requester, approver and reason: the cloud alone is enough to find what is ours. */
  readonly justification: string;
  readonly until: Date;
  /** Grants of this provider only. `planned` ones may be sent; `sent` ones may already be under way. */
  readonly grants: readonly Grant[];
  /** Business time when the order was made: what ends before it is never sent, and what has ended is told by it. */
  readonly now: Date;
}

/** What the cloud showed of one grant. Absent from a list means: could not tell. */
export interface Sighting {
  readonly key: string;
  /**
   * The state that the reading proves. `sent`: accepted or unknown, look again. `open`: read back open. `failed`: refused
   * for good and nothing is open. `closed`: was there and is proven gone. `doubtful` is the caller's word, never a provider's.
   */
  readonly state: Exclude<GrantState, 'planned' | 'doubtful'>;
  /** For `failed`, and where an `open` needs a remark ("the port is open, but …"): a sentence. */
  readonly note?: string;
  /** On an `open`: somebody made something else of it than was asked, as the note says with before and after. */
  readonly changed?: true;
  /** Beside `changed`: it lets in more than was approved, or somebody who cannot be told. */
  readonly wider?: true;
  /** On an `open`: where its rules stand, by which they are known again when somebody changed them. Kept as `cloud.rules`. */
  readonly rules?: string;
  /** On a `sent` of `open`: nothing was sent for this one after all (the cloud was busy), it may be planned again. */
  readonly unsent?: true;
  /** On an `open`: where to connect, where that is not the VM's own address and port. Left out: as it was known before. */
  readonly connect?: Connection;
  readonly traces: readonly string[];
}

/** What is ours in the cloud, found without any store. */
export interface Found {
  readonly request: string;
  readonly vm: string;
  readonly port: Port;
  readonly source: string;
  readonly until: Date;
  /** Good enough to close it; the key is the finder's own. */
  readonly grant: Grant;
  /** The key of its grant within the request, where the mark has it. */
  readonly key?: string;
  /** Whether a rule of it was seen; undefined where that cannot be told. */
  readonly standing?: boolean;
}

export type CloudErrorKind = 'not-found' | 'conflict' | 'denied' | 'busy' | 'broken';

/** A vendor's error, translated at the border; `message` is a sentence for people, `cause` the vendor's own. */
export class CloudError extends Error {
  override name = 'CloudError';
  readonly kind: CloudErrorKind;
  readonly retryAfterMs: number | undefined;
  readonly trace: string | undefined;
  /** True when it is certain that this call changed nothing in the cloud, so that what it was to send may be sent again. */
  readonly nothingSent: boolean;
  constructor(
    kind: CloudErrorKind,
    sentence: string,
    options: {
      cause?: unknown;
      retryAfterMs?: number | undefined;
      trace?: string | undefined;
      nothingSent?: boolean | undefined;
    } = {},
  ) {
    super(sentence, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
    this.trace = options.trace;
    this.nothingSent = options.nothingSent ?? false;
  }
}

/** No later try changes it by itself: a right is missing, or something is not there. */
export const isLasting = ({ kind }: CloudError): boolean => kind === 'denied' || kind === 'not-found';
