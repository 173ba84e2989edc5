/** What a server is asked besides requests. */
export type Asked =
  | { readonly ask: 'cpu' }
  | { readonly ask: 'prepare' | 'approved'; readonly from: number; readonly count: number };

/** A server that listens, and what it needs before requests can be clicked. */
export interface Opened {
  readonly url: string;
  prepare?(from: number, count: number): Promise<void>;
  /** How many of these are stored as approved. */
  approved?(from: number, count: number): Promise<number>;
  stop(): Promise<void>;
}

export type DoorName = keyof typeof DOORS;

const DOORS = {
  'slack-ajar': async () => (await import('./slack-ajar.ts')).ajar,
  'slack-bolt': async () => (await import('./slack-bolt.ts')).bolt,
  'teams-ajar': async () => (await import('./teams-ajar.ts')).ajar,
  'teams-botbuilder': async () => (await import('./teams-botbuilder.ts')).botbuilder,
} satisfies Record<string, () => Promise<(upstream: string) => Promise<Opened>>>;

/** Opens it in this process. */
export const openHere = async (name: DoorName, upstream: string): Promise<Opened> =>
  (await DOORS[name]())(upstream);

export async function answerTo(opened: Opened, asked: Asked): Promise<number> {
  switch (asked.ask) {
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return user + system;
    }
    case 'prepare':
      await opened.prepare?.(asked.from, asked.count);
      return asked.count;
    case 'approved':
      return (await opened.approved?.(asked.from, asked.count)) ?? 0;
    default:
      return asked satisfies never;
  }
}
