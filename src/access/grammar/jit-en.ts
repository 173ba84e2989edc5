import { joined, list } from './phrase-list.ts';

const NAMES = [
  ...joined(
    'jit | just-in-time | just in time',
    '| access | vm access | protection | policy | rules | settings | ports',
  ),
  ...joined('jit', 'network access'),
];

/** Just-in-time access, as it is called after a verb. */
export const JIT = joined('| the', NAMES.join(' | ')).join(' | ');

/** What says at the end of a sentence that a VM is to be under it. */
export const UNDER_JIT = joined('under | with | by | using | behind | in | into | to', NAMES.join(' | '));

export const JIT_PLACERS = list('put | protect | place | guard | bring');
