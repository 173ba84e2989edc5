/** A person, by the company-wide id; the name is for reading only and decides nothing. */
export interface Person {
  /** Entra object id, lower case. */
  readonly id: string;
  readonly name: string;
}

/** Steps that nobody clicked: a timer, the cloud, the policy's own approval. Never equal to a person's id. */
export const AJAR: Person = { id: 'ajar', name: 'Ajar' };

/** Somebody of whom a chat app could not say who they are. */
export const UNKNOWN: Person = { id: 'unknown', name: 'Unknown' };

/** People are compared by id alone, never by a name or an address (HOLES H3). */
export const samePerson = (a: Person, b: Person): boolean => a.id === b.id;
