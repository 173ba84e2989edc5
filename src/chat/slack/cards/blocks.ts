import { cut, escaped } from './harmless.ts';
import { ROOM, type Surface, TEXT_CAP, TEXT_CAPS } from './limits.ts';

export type Block = Readonly<Record<string, unknown>>;

/** What an element is nothing without: any one of these. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  plain_text: ['text'],
  mrkdwn: ['text'],
  text: ['text'],
  emoji: ['name'],
  header: ['text'],
  section: ['text', 'fields'],
  context: ['elements'],
  actions: ['elements'],
  rich_text: ['elements'],
  rich_text_section: ['elements'],
  rich_text_preformatted: ['elements'],
  rich_text_list: ['elements'],
  input: ['element'],
  button: ['text'],
  static_select: ['options'],
  multi_static_select: ['options'],
  radio_buttons: ['options'],
  checkboxes: ['options'],
};

/**
 * A filled template as Slack takes it. What has nothing to say is left out, since Slack refuses a whole message for one empty
 * text or list; texts are cut to what their place takes, and to `most` characters; `{ "blocks": […] }` without a type, which a template repeats, becomes
 * the blocks that it holds.
 */
export const tidy = (filled: unknown, most = TEXT_CAP): readonly Block[] =>
  flat(pruned((filled as { readonly blocks: unknown }).blocks, 'blocks', most) ?? []);

function flat(blocks: unknown): readonly Block[] {
  return (blocks as readonly Block[]).flatMap((block) =>
    'type' in block ? [block] : flat(block.blocks ?? []),
  );
}

function pruned(value: unknown, place: string, most: number): unknown {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => pruned(item, place, most)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  if (typeof value === 'object') return prunedObject(value as Block, place, most);
  const cap = TEXT_CAPS[place];
  return typeof value === 'string' && cap !== undefined ? cut(value, cap) : value;
}

function prunedObject(value: Block, place: string, most: number): Block | undefined {
  const type = typeof value.type === 'string' ? value.type : '';
  const isText = type === 'plain_text' || type === 'mrkdwn';
  const owner = type === '' ? place.split('.').at(-1) : type;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, pruned(inner, `${owner}.${key}`, most)] as const)
    .filter(([, inner]) => inner !== undefined);
  const kept = Object.fromEntries(entries);
  if (NEEDS[type]?.every((need) => !(need in kept))) return undefined;
  return isText
    ? { ...kept, text: cut(String(kept.text), Math.min(most, TEXT_CAPS[place] ?? TEXT_CAP)) }
    : kept;
}

export const fits = (blocks: readonly Block[], surface: Surface): boolean =>
  blocks.length <= ROOM[surface].blocks && escaped(JSON.stringify(blocks)).length <= ROOM[surface].characters;
