import type { AccessRequest } from '../../access/request.ts';
import type { ClickAnswer } from '../../ports/chat.ts';

/** What a click came to; a refusal names its request so that the audit line does. */
export type Outcome = ClickAnswer & { readonly request?: AccessRequest };

export const refused = (sentence: string, request?: AccessRequest): Outcome => ({
  sentence,
  refused: true,
  ...(request ? { request } : {}),
});
