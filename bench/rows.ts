import type { Row } from './row.ts';

/** In the order of the table. Each is loaded only where it is measured: what all of them need takes seconds, in each process anew. */
export const ROWS = {
  'slack-click': async () => (await import('./rows/slack-click.ts')).slackClick,
  'teams-invoke': async () => (await import('./rows/teams-invoke.ts')).teamsInvoke,
  sentence: async () => (await import('./rows/sentence.ts')).sentence,
  verdict: async () => (await import('./rows/verdict.ts')).verdict,
  'type-ahead': async () => (await import('./rows/type-ahead.ts')).typeAhead,
  card: async () => (await import('./rows/card.ts')).card,
  store: async () => (await import('./rows/store.ts')).store,
  expiry: async () => (await import('./rows/expiry.ts')).expiry,
  arm: async () => (await import('./rows/arm.ts')).arm,
  'open-grants': async () => (await import('./rows/open-grants.ts')).openGrants,
  start: async () => (await import('./rows/start.ts')).start,
  'two-instances': async () => (await import('./rows/two-instances.ts')).twoInstances,
} satisfies Record<string, () => Promise<Row>>;

export type RowName = keyof typeof ROWS;

/** The rows that measure time as it passes, for which nothing may be done beside them. */
export const BY_THE_CLOCK: ReadonlySet<RowName> = new Set([
  'slack-click',
  'teams-invoke',
  'expiry',
  'start',
  'two-instances',
]);

/** The rows that run Ajar as it is shipped. */
export const AS_PACKAGED: ReadonlySet<RowName> = new Set(['start', 'two-instances']);

export const ROW_NAMES = Object.keys(ROWS) as readonly RowName[];

export const isRowName = (name: string): name is RowName => Object.hasOwn(ROWS, name);
