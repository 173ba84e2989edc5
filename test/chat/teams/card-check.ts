import { createRequire } from 'node:module';

// The package's main entry cannot be imported in Node; its bundle can, and parses without a page.
const AC = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

/** What the vendor's own parser finds wrong with a card as version 1.5, and what it would not notice: unknown keys. */
export function faultsIn(card: unknown): string[] {
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  const parsed = new AC.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, at) =>
    String(context.getEventAt(at).message),
  );
  const invalid = parsed
    .validateProperties()
    .validationEvents.map((event: { message: string }) => String(event.message));
  return [...events, ...invalid, ...unknownKeys(card)].filter((fault) => !fault.startsWith(TAKEN_IN_1_5));
}

/** Teams takes it in 1.5: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search */
const TAKEN_IN_1_5 = 'Property "choices.data" is supported in version 1.6';

/** What our cards are made of; https://adaptivecards.io/explorer has what there is. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['$schema', 'version', 'body', 'actions', 'msteams', 'refresh'],
  Container: ['items', 'style', 'bleed', 'spacing', 'separator'],
  ColumnSet: ['columns', 'spacing'],
  Column: ['items', 'width'],
  RichTextBlock: ['inlines', 'spacing', 'separator'],
  TextRun: ['text', 'weight', 'size', 'color', 'isSubtle', 'fontType'],
  TextBlock: ['text', 'wrap', 'spacing'],
  ActionSet: ['actions', 'spacing'],
  'Input.Text': ['id', 'label', 'placeholder', 'maxLength', 'isMultiline', 'value'],
  'Input.ChoiceSet': [
    ...[
      'id',
      'label',
      'style',
      'placeholder',
      'isRequired',
      'errorMessage',
      'isMultiSelect',
      'wrap',
      'value',
    ],
    ...['choices', 'choices.data'],
  ],
  'Data.Query': ['dataset'],
  'Action.Execute': ['title', 'verb', 'data', 'style', 'associatedInputs'],
  'Action.ShowCard': ['title', 'style', 'card'],
  'Action.OpenUrl': ['title', 'url'],
  mention: ['text', 'mentioned'],
};

function unknownKeys(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownKeys);
  if (typeof value !== 'object' || value === null) return [];
  const { type, ...rest } = value as Record<string, unknown>;
  if (typeof type !== 'string') return Object.values(rest).flatMap(unknownKeys);
  const known = KEYS[type];
  if (!known) return [`unknown element ${type}`];
  const keys = Object.keys(rest).filter((key) => !known.includes(key));
  const inner = Object.entries(rest).filter(([key]) => key !== 'data');
  return [...keys.map((key) => `unknown key ${type}.${key}`), ...inner.flatMap(([, v]) => unknownKeys(v))];
}
