/** The text that a person sees in blocks or in a view, line by line: buttons, options and what is filled in included. */
export const readBlocks = (value: unknown): string => lines(value).join('\n');

type Json = Readonly<Record<string, unknown>>;

function lines(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(lines);
  if (typeof value !== 'object' || value === null) return [];
  const element = value as Json;
  const inner = element.elements as readonly Json[] | undefined;
  if (element.type === 'rich_text_section') return [(inner ?? []).map(({ text = '' }) => text).join('')];
  const own = [element.text, element.initial_value].filter((each) => typeof each === 'string');
  return [...own, ...SEEN.flatMap((key) => lines(element[key]))];
}

const SEEN = [
  ...['title', 'blocks', 'text', 'fields', 'accessory', 'label', 'elements', 'element', 'hint'],
  ...['placeholder', 'initial_option', 'options', 'description', 'submit', 'close'],
];

/** Every element of this type in a payload, however deep. */
export function* elementsOf(value: unknown, type: string): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if ((value as Json).type === type) yield value as Json;
  for (const inner of Object.values(value)) yield* elementsOf(inner, type);
}

/** Every string in a payload, with where it stands: `plain_text.text`, `button.value`, `options.value`. */
export function* strings(value: unknown, owner = '', key = ''): Generator<{ at: string; text: string }> {
  if (typeof value === 'string') yield { at: `${owner}.${key}`, text: value };
  else if (Array.isArray(value)) for (const item of value) yield* strings(item, owner, key);
  else if (typeof value === 'object' && value !== null) {
    const { type } = value as Json;
    for (const [name, inner] of Object.entries(value))
      yield* strings(inner, typeof type === 'string' ? type : key, name);
  }
}
