/** A message that belongs to no request: told once in each of its places, and redrawn where it changes. */
export interface Bulletin {
  readonly status: 'told';
  readonly at: Date;
  /** A loud one may wake somebody: something is open that should not be. */
  readonly loud: boolean;
  /** Set where on-call is notified by name: nobody else would see to it. */
  readonly pages?: true;
  readonly title: string;
  readonly sentences: readonly string[];
  /** A request that its requester may ask for once more. */
  readonly again?: string;
}
