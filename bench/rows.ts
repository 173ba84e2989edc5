import type { Row } from './row.ts';
import { card } from './rows/card.ts';
import { sentence } from './rows/sentence.ts';
import { typeAhead } from './rows/type-ahead.ts';
import { verdict } from './rows/verdict.ts';

/** In the order of the table. */
export const ROWS: readonly Row[] = [sentence, verdict, typeAhead, card];
