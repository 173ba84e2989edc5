import {
  type Check,
  type Faults,
  flag,
  type Json,
  list,
  most,
  oneOf,
  record,
  string,
  text,
} from './block-kit-checks.ts';
import { BLOCKS, type Surface } from './block-kit-tables.ts';

const MOST_BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Undocumented, over all blocks of a message: https://github.com/slackapi/bolt-js/issues/2509 */
const MESSAGE_CHARACTERS = 13_200;
/** Of chat.update, which is stricter than chat.postMessage: https://docs.slack.dev/reference/methods/chat.update */
const UPDATE_TEXT = 4_000;
const VIEW_BYTES = 250_000;

/** What is wrong with a message, as posted and as updated. */
export function faultsInMessage({
  text,
  blocks,
}: {
  readonly text: string;
  readonly blocks: unknown;
}): Faults {
  return [
    ...string(UPDATE_TEXT)(text, 'text'),
    ...blocksOn('message')(blocks, 'blocks'),
    ...most(JSON.stringify(blocks).length, MESSAGE_CHARACTERS, 'blocks', 'characters over all'),
  ];
}

/** What is wrong with a view; https://docs.slack.dev/reference/views/modal-views */
export function faultsInView(view: Json): Faults {
  const surface = view.type === 'home' ? 'home' : 'modal';
  const title = text(24, 'plain_text');
  const ids = { callback_id: string(255), external_id: string(255), private_metadata: string(3_000) };
  const keys = { type: oneOf('modal', 'home'), blocks: blocksOn(surface), ...ids };
  const isForm = JSON.stringify(view.blocks).includes('"type":"input"');
  const modal = { ...keys, title, submit: title, close: title, notify_on_close: flag, clear_on_close: flag };
  const check =
    surface === 'home'
      ? record(keys, ['type', 'blocks'])
      : record(modal, ['type', 'title', 'blocks', ...(isForm ? ['submit'] : [])]);
  const bytes = Buffer.byteLength(JSON.stringify(view));
  return [...check(view, 'view'), ...most(bytes, VIEW_BYTES, 'view', 'bytes')];
}

const blocksOn =
  (surface: Surface): Check =>
  (blocks, at) => [
    ...list(MOST_BLOCKS[surface], (block, path) => blockFaults(block, path, surface))(blocks, at),
    ...twice(blocks, 'action_id', at),
    ...twice(blocks, 'block_id', at),
  ];

function blockFaults(block: unknown, at: string, surface: Surface): Faults {
  const { type } = block as Json;
  const rule = BLOCKS[String(type)];
  if (!rule) return [`${at}: unknown block ${String(type)}`];
  const where = rule.on.includes(surface) ? [] : [`${at}: ${String(type)} is not for a ${surface}`];
  return [...where, ...record(rule.keys, rule.needs)(block, at)];
}

function twice(value: unknown, key: string, at: string): Faults {
  const ids = [...valuesOf(value, key)];
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `${at}: ${key} ${id} is there twice`);
}

function* valuesOf(value: unknown, key: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    if (name === key) yield String(inner);
    else yield* valuesOf(inner, key);
}
