/** The text that a person sees on an Adaptive Card, line by line, buttons included. */
export function readCard(card: unknown): string {
  return lines(card).join('\n');
}

function lines(element: unknown): string[] {
  if (Array.isArray(element)) return element.flatMap(lines);
  if (typeof element !== 'object' || element === null) return [];
  const { type, text, title, inlines, body, items, actions, card, label, choices, value, columns } =
    element as Record<string, unknown>;
  if (type === 'RichTextBlock') return [(inlines as { text: string }[]).map((run) => run.text).join('')];
  const typed = type === 'Input.Text' ? value : undefined;
  const own = [text, title, label, typed].filter((part) => typeof part === 'string' && part !== '');
  return [...(own as string[]), ...[body, items, columns, choices, actions, card].flatMap(lines)];
}
