/** An Action.Execute as it stands in a card. */
export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Part = Readonly<Record<string, unknown>>;

/** Every object of an Adaptive Card, outer ones first, in the order in which they are read; who is mentioned is not read. */
function* parts(node: unknown): Generator<Part> {
  if (Array.isArray(node)) for (const item of node) yield* parts(item);
  else if (typeof node === 'object' && node !== null) {
    yield node as Part;
    for (const [key, value] of Object.entries(node)) if (key !== 'msteams') yield* parts(value);
  }
}

/** What a reader sees of an Adaptive Card, in one line: texts, facts, labels and button titles. */
export function cardText(card: unknown): string {
  const texts: string[] = [];
  for (const part of parts(card)) {
    for (const key of ['title', 'text', 'value', 'label'] as const) {
      if (typeof part[key] === 'string') texts.push(part[key]);
    }
  }
  return texts.map(rendered).join(' ').replace(/\s+/g, ' ').trim();
}

/** Markdown's backslashes and the mention tags are the renderer's to drop. */
const rendered = (text: string): string =>
  text.replace(/<\/?at>/g, '').replace(/\\([\\`*_{}[\]()#+\-.!~<>|])/g, '$1');

export function findButton(card: unknown, title: string): Button | undefined {
  for (const part of parts(card)) {
    if (part.type === 'Action.Execute' && part.title === title) {
      return { title, verb: String(part.verb), data: (part.data ?? {}) as Readonly<Record<string, unknown>> };
    }
  }
  return undefined;
}

/** The id of the input with this label. */
export function inputId(card: unknown, label: string): string {
  for (const part of parts(card)) {
    if (String(part.type).startsWith('Input.') && part.label === label) return String(part.id);
  }
  throw new Error(`The card has no input "${label}".`);
}

/** An invoke's answer as its presser meets it: a sentence, or a card in the place of the pressed one. */
export function answerOf(
  status: number,
  body: string,
): { readonly told: string; readonly card?: Record<string, unknown> } {
  if (status >= 400) throw new Error(`The bot answered a click with ${status}: ${body}`);
  const { value = {} }: { value?: string | Record<string, unknown> } = body === '' ? {} : JSON.parse(body);
  return typeof value === 'string' ? { told: value } : { told: cardText(value), card: value };
}
