import type { KeptSeal } from './kept-seals.ts';
import type { Signer } from './keys.ts';

/** What can be said of an event's seal: that the log has it now, that everything up to it was dropped, or what came after it was lost. */
const WHATS = ['checkpoint', 'cut', 'restored'] as const;
type What = (typeof WHATS)[number];

/** A seal that Ajar vouches for: with its signature nobody else can have written it. */
export interface Statement extends KeptSeal {
  readonly what: What;
  /** Which log: an id that is made once for each store. */
  readonly installation: string;
  /** UTC, as it stands in the text. */
  readonly at: string;
  /** What is signed. */
  readonly text: string;
  /** Missing where Ajar has no key. */
  readonly signed?: { readonly key: string; readonly signature: string };
}

/** What stands after a text that a key has signed. */
export const SIGNED = '(?:, key ([0-9a-f]{16}), signed ([\\w-]{86}))?';

export const withSignature = (text: string, signer: Signer | undefined): string =>
  signer === undefined ? text : `${text}, key ${signer.id}, signed ${signer.sign(text)}`;

export const signedBy = (
  key: string | undefined,
  signature: string | undefined,
): Pick<Statement, 'signed'> =>
  key === undefined || signature === undefined ? {} : { signed: { key, signature } };

const ONE = new RegExp(
  `((${WHATS.join('|')}) of ([0-9a-f]{16}) at (\\d{4}-\\d\\d-\\d\\dT[0-9:.]{8,12}Z): (\\d{1,15}):([0-9a-f]{64}))${SIGNED}`,
  'g',
);

type Facts = KeptSeal & Pick<Statement, 'what' | 'installation'> & { readonly at: Date };

/** On one line: `checkpoint of 5e1f… at 2026-01-31T10:00:00.000Z: 4711:9f86…, key 77ab…, signed …`. */
export function writeStatement(
  { what, installation, at, seq, seal }: Facts,
  signer: Signer | undefined,
): string {
  return withSignature(`${what} of ${installation} at ${at.toISOString()}: ${seq}:${seal}`, signer);
}

/** Every statement in a text, whatever else stands there: an event, a line of a sink, a mailbox. */
export const readStatements = (text: string): readonly Statement[] =>
  Array.from(
    text.matchAll(ONE),
    ([, said = '', what, installation = '', at = '', seq, seal = '', key, signature]) => ({
      ...{ what: what as What, installation, at, seq: Number(seq), seal, text: said },
      ...signedBy(key, signature),
    }),
  );
