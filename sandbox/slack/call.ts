/** What a call of the Web API sends, or is answered. */
export type Fields = Readonly<Record<string, unknown>>;

/** One call of the Web API. */
export interface Call {
  readonly method: string;
  readonly token: string;
  readonly fields: Fields;
  /** Milliseconds, by the clock in which the limits are counted. */
  readonly at: number;
}

/** A form's fields hold blocks, views and metadata as JSON. */
export const parsed = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'string' && /^[[{]/.test(value) && key !== 'text' ? JSON.parse(value) : value,
    ]),
  );
