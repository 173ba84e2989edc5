import type { Person } from '../../access/person.ts';
import type { Port } from '../../access/port.ts';
import type { Vm } from '../../access/vm.ts';
import type { Choice } from '../../ports/card.ts';
import type { Spoken } from './verbs.ts';

/** A wish as it was said, which may lack anything. */
export type Ask = Spoken<'open'> & {
  /** It is to open without approval. */
  readonly breakGlass?: true;
  /** The source that a page of ours saw the connection of the asker come from. */
  readonly proven?: string;
  /** The open request in whose place it is asked for, from another address. */
  readonly replaces?: string;
  /** The message that it is asked from. */
  readonly origin?: string;
};

/** An ask that lacks nothing. */
export interface FullWish {
  readonly vms: readonly Vm[];
  readonly ports: readonly Port[];
  readonly sources: readonly string[];
  readonly durationMs: number;
  readonly durationDefaulted: boolean;
  readonly notAfter?: Date;
  /** A later start; its time runs from there. */
  readonly startsAt?: Date;
  /** It is to open without approval. */
  readonly breakGlass?: true;
  /** For whom it opens, where that is not who asks. */
  readonly requester?: Person;
  readonly justification?: string;
  readonly ticket?: string;
  readonly proven?: string;
  readonly replaces?: string;
  /** The message that it was asked from. */
  readonly origin?: string;
}

/** What is still missing, with what each choice would fill in; kept with the draft. */
export interface Question {
  readonly sentence: string;
  readonly choices: readonly (Choice & { readonly fills: Partial<Ask> })[];
  readonly input?: { readonly label: string; readonly placeholder: string };
}

export type Completed =
  | { readonly wish: FullWish }
  | { readonly question: Question }
  | { readonly refused: string; readonly hint?: string };
