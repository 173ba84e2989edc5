import type { Verification } from '../audit/verify.ts';
import type { Amounts } from '../store/everything.ts';

/** What was found of an audit log that is whole. */
export const said = ({ sealed, unsealed, last }: Extract<Verification, { readonly ok: true }>): string =>
  `The audit chain is whole: ${sealed} events sealed, ${unsealed} not yet${last ? `, last seal ${last.seq}:${last.seal}` : ''}.`;

/** How much a store holds. */
export const listed = (amounts: Amounts): string =>
  Object.entries(amounts)
    .map(([what, count]) => `${count} ${NAMES[what as keyof Amounts]}`)
    .join(', ');

const NAMES: Readonly<Record<keyof Amounts, string>> = {
  ...{ requests: 'requests', records: 'other records', copies: 'cards', answers: 'answers' },
  ...{ memo: 'remembered', log: 'audit events' },
};
