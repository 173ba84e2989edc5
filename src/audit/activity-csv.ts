import type { ActivityRow } from '../access/activity/join.ts';
import { type Column, tableOf } from './csv.ts';

const COLUMNS: readonly Column<ActivityRow>[] = [
  ['at', (row) => row.at.toISOString()],
  ['origin', (row) => row.origin],
  ['deed', (row) => row.deed?.kind],
  ['name', (row) => row.deed?.name],
  ['group', (row) => row.deed?.group],
  ['resource', (row) => row.deed?.resource],
  ['outcome', (row) => row.deed?.outcome],
  ['caller', (row) => row.deed?.caller],
  ['client', (row) => row.deed?.app],
  ['correlation', (row) => row.deed?.trace],
  ['justification', (row) => row.deed?.justification],
  ['tied by', (row) => row.tie],
  ['names', (row) => row.claims],
  ['request', (row) => row.event?.request],
  ['audit kind', (row) => row.event?.kind],
  ['audit at', (row) => row.event?.at.toISOString()],
  ['actor id', (row) => row.event?.actor.id],
  ['actor name', (row) => row.event?.actor.name],
  ['ports', (row) => row.event?.ports.join(' ')],
  ['sources', (row) => row.event?.sources.join(' ')],
  ['detail', (row) => row.event?.detail],
  ['ticket', (row) => row.event?.ticket],
];

/** What was done to a VM, newest first, as a table for spreadsheets. */
export const csvOfActivity = (rows: readonly ActivityRow[]): string => tableOf(COLUMNS, rows);
