/** What was seen of one VM, and what people were told of it last. */
export interface Seen {
  readonly name: string;
  readonly open: readonly string[];
  readonly told: readonly string[];
}

/** What the watch keeps from pass to pass. */
export interface Kept {
  /** The VM that was looked at last, in the order of their ids; empty at the beginning of a round. */
  readonly after: string;
  /** Whether every VM was looked at once. */
  readonly round: boolean;
  readonly seen: Readonly<Record<string, Seen>>;
}

/** As many VMs as a card takes. */
const MOST = 12;

/** What is new since the last digest, and what to keep once it is told. */
export function digestOf(kept: Kept): {
  readonly sentences: readonly string[];
  readonly vms: readonly string[];
  readonly next: Kept;
} {
  const all = Object.entries(kept.seen);
  const news = all.filter(([, { open, told }]) => open.join('\n') !== told.join('\n'));
  const shown = news.slice(0, MOST).map(([, seen]) => sentenceOf(seen));
  const left = news.length - shown.length;
  const more = left > 0 ? [`${left} more VMs have changed; "check" and a name shows each.`] : [];
  return {
    ...{ sentences: [...shown, ...more], vms: news.map(([id]) => id) },
    next: {
      ...kept,
      seen: Object.fromEntries(
        all.filter(([, { open }]) => open.length > 0).map(([id, seen]) => [id, { ...seen, told: seen.open }]),
      ),
    },
  };
}

function sentenceOf({ name, open, told }: Seen): string {
  if (open.length === 0) return `${name}: shut again.`;
  return `${name}${told.length > 0 ? ' (changed)' : ''}: ${open.join(' ')}`;
}
