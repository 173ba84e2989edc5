import { readFileSync } from 'node:fs';

/**
 * A file of this project that Ajar reads while it runs: a card, a manifest, an icon. `name` is its path from the root, as
 * `cards/slack/approval.json`. In the bundle this module is replaced by a table of them (tools/bundle/shipped.ts). Throws
 * where there is none.
 */
export const shippedBytes = (name: string): Uint8Array =>
  readFileSync(new URL(`../${name}`, import.meta.url));

export const shippedText = (name: string): string => new TextDecoder().decode(shippedBytes(name));
