import type { Drawn } from '../draw.ts';

/** What Teams is answered to an invoke. Always 200: it shows nothing at all of another status. */
export const message = (value: string): object => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.activity.message',
  value,
});

/** A card in the place of the clicked one, for the clicker alone. */
export const cardReply = ({ content }: Pick<Drawn, 'content'>): object => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.card.adaptive',
  value: content,
});

/** The rows of a picker that asks while letters are typed. */
export const found = (results: readonly { readonly title: string; readonly value: string }[]): object => ({
  statusCode: 200,
  type: 'application/vnd.microsoft.search.searchResponse',
  value: { results },
});
