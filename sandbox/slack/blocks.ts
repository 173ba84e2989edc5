import type { Fields } from './call.ts';

/** Every object within blocks, outer ones first. */
export function* parts(node: unknown): Generator<Fields> {
  if (Array.isArray(node)) for (const item of node) yield* parts(item);
  else if (typeof node === 'object' && node !== null) {
    yield node as Fields;
    for (const value of Object.values(node)) yield* parts(value);
  }
}

const TEXTS = new Set(['plain_text', 'mrkdwn', 'text', 'raw_text', 'markdown']);

/** What a reader sees of blocks, in one line: texts, labels, options and button titles. */
export const textOf = (blocks: unknown): string =>
  [...parts(blocks)]
    .flatMap((part) => {
      if (part.type === 'emoji') return [`:${String(part.name)}:`];
      return TEXTS.has(String(part.type)) && typeof part.text === 'string'
        ? [part.type === 'mrkdwn' ? rendered(part.text) : part.text]
        : [];
    })
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** mrkdwn as it is read: a date by its fallback, a link by its label, escapes undone last. */
export const rendered = (text: string): string =>
  text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<!subteam\^\w+\|([^>]*)>/g, '$1')
    .replace(/<(?:https?|mailto)[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<([^<>]*)>/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** A button, or an option of a menu that acts at once. */
export interface Pressable {
  readonly title: string;
  /** What a screen reader says instead. */
  readonly spoken: string;
  readonly block: string;
  /** The action as block_actions carries it. */
  readonly action: Fields;
}

const MENUS = new Set(['static_select', 'overflow', 'radio_buttons']);

/** Everything that can be pressed, in its order; inputs of a form act only when it is sent. */
export function pressables(blocks: readonly unknown[]): readonly Pressable[] {
  return (blocks as readonly Fields[]).flatMap((block) => {
    if (block.type === 'input') return [];
    const id = String(block.block_id ?? '');
    return [...parts(block)].flatMap((part): readonly Pressable[] => {
      const common = { type: part.type, action_id: part.action_id, block_id: id };
      if (part.type === 'button' && typeof part.url !== 'string')
        return [
          pressable(
            id,
            part.text,
            { ...common, value: part.value, text: part.text },
            part.accessibility_label,
          ),
        ];
      if (!MENUS.has(String(part.type))) return [];
      return (part.options as readonly Fields[]).map((option) =>
        pressable(id, option.text, { ...common, selected_option: option }),
      );
    });
  });
}

/** The pages that buttons open by themselves, by their action ids. */
export const pages = (blocks: readonly unknown[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (blocks as readonly Fields[])
      .flatMap((block) => [...parts(block)])
      .filter(({ type, url }) => type === 'button' && typeof url === 'string')
      .map(({ action_id, url }) => [String(action_id), String(url)]),
  );

const pressable = (block: string, text: unknown, action: Fields, spoken: unknown = ''): Pressable => ({
  ...{ title: String((text as Fields).text), spoken: String(spoken), block, action },
});

/** An input of a form, or a menu in it. */
export interface Input {
  readonly label: string;
  readonly block: string;
  readonly element: Fields;
}

/** The inputs of a view, by their labels. */
export const inputs = (blocks: readonly unknown[]): readonly Input[] =>
  (blocks as readonly Fields[]).flatMap((block) =>
    block.type === 'input'
      ? [
          {
            label: String((block.label as Fields).text),
            block: String(block.block_id),
            element: block.element as Fields,
          },
        ]
      : [],
  );

/** What an input holds when nobody touched it, as `view.state.values` tells it. */
export function untouched({ type, initial_value, initial_option, initial_options }: Fields): Fields {
  if (type === 'checkboxes' || type === 'multi_static_select')
    return { type, selected_options: initial_options ?? [] };
  if (type === 'plain_text_input' || type === 'number_input' || type === 'email_text_input')
    return { type, value: initial_value ?? null };
  return { type, selected_option: initial_option ?? null };
}

/** What it holds once a person typed this, or picked the options with these titles or values. */
export function filled(element: Fields, wanted: string, offered: readonly Fields[]): Fields {
  const { type } = element;
  if ('value' in untouched(element)) return { type, value: wanted };
  const find = (title: string): Fields => {
    const found = offered.find(
      ({ text, value }) => value === title || String((text as Fields).text) === title,
    );
    if (found === undefined) throw new Error(`There is no option "${title}" in ${JSON.stringify(offered)}.`);
    return found;
  };
  return 'selected_options' in untouched(element)
    ? { type, selected_options: wanted === '' ? [] : wanted.split(',').map((each) => find(each.trim())) }
    : { type, selected_option: wanted === '' ? null : find(wanted) };
}
