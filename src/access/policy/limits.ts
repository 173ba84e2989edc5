import type { z } from 'zod';
import { block } from './blocks.ts';
import * as v from './values.ts';

/** How much one person may do, so that nobody wears approvers down or floods the chat. */
export interface AbuseLimits {
  /** Sentences and clicks of one person within a minute. Ending an access, and denying, is never held back. */
  readonly messages: number;
  /** Requests of one person within an hour. */
  readonly asks: number;
  /** Requests for one VM within an hour, whoever asks. */
  readonly asksPerVm: number;
  /** Requests of one person that wait for an answer at the same time. */
  readonly pending: number;
  /** After so many denials for a VM within an hour, the person waits before asking for it again. */
  readonly coolDown: { readonly after: number; readonly waitMs: number };
}

export const LIMITS: AbuseLimits = {
  ...{ messages: 40, asks: 20, asksPerVm: 60, pending: 8 },
  coolDown: { after: 2, waitMs: 15 * 60_000 },
};

export const limits = block(
  {
    messages: v.count(5, 1_000).optional().describe('Sentences and clicks of one person within a minute.'),
    asks: v.count(1, 1_000).optional().describe('Requests of one person within an hour.'),
    asksPerVm: v.count(1, 10_000).optional().describe('Requests for one VM within an hour, whoever asks.'),
    pending: v.count(1, 1_000).optional().describe('Requests of one person that wait at the same time.'),
    coolDown: block(
      {
        after: v.count(1, 20).describe('So many denials for a VM within an hour.'),
        wait: v.duration('1m', '24h').describe('How long the person waits before asking for it again.'),
      },
      'write both, such as {after: 2, wait: 15m}',
    )
      .optional()
      .describe('What comes of several denials.'),
  },
  'write a block with messages, asks, asksPerVm, pending and coolDown',
);

export const limitsOf = ({ coolDown, ...given }: z.infer<typeof limits> = {}): AbuseLimits => ({
  messages: given.messages ?? LIMITS.messages,
  asks: given.asks ?? LIMITS.asks,
  asksPerVm: given.asksPerVm ?? LIMITS.asksPerVm,
  pending: given.pending ?? LIMITS.pending,
  coolDown: coolDown ? { after: coolDown.after, waitMs: coolDown.wait } : LIMITS.coolDown,
});

/** The policy's own, or the usual ones where it says nothing. */
export const limitsIn = ({ limits: own }: { readonly limits?: AbuseLimits }): AbuseLimits => own ?? LIMITS;
