import type { Card } from '../ports/card.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';
import { spellInstant } from './times.ts';

/** Something that belongs to no request. */
export type BulletinText = {
  readonly card: 'bulletin';
  readonly summary: string;
  readonly title: string;
  /** `text` */
  readonly rows: readonly Row[];
  readonly when: string;
  /** The request that its reader may ask for once more; empty for none. */
  readonly again: string;
};

type BulletinCard = Extract<Card, { card: 'bulletin' }>;

export function bulletinText({ bulletin, zone }: BulletinCard, most: number): BulletinText {
  const title = plain(bulletin.title, CAPS.label);
  const rows = bulletin.sentences.slice(0, most).map((text) => ({ text: plain(text, CAPS.reason) }));
  const summary = plain([bulletin.title, ...bulletin.sentences].join(': '), CAPS.summary);
  const again = plain(bulletin.again ?? '', CAPS.id);
  return { card: 'bulletin', summary, title, rows, when: spellInstant(bulletin.at, zone), again };
}
