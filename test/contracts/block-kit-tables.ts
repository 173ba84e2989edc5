import {
  type Check,
  flag,
  type Json,
  list,
  number,
  oneOf,
  record,
  string,
  text,
  words,
} from './block-kit-checks.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

interface Rule {
  readonly keys: Readonly<Record<string, Check>>;
  readonly needs: readonly string[];
  /** What its properties must be to each other. */
  readonly also?: Check;
}

type Keys = Rule['keys'];

const EVERYWHERE: readonly Surface[] = ['message', 'modal', 'home'];
const type: Check = () => [];
const plain = (limit: number): Check => text(limit, 'plain_text');
const either = (limit: number): Check => text(limit, 'plain_text', 'mrkdwn');

/** Our blocks: what each takes, must have, and where it may stand. Limits: https://docs.slack.dev/reference/block-kit/blocks/ */
export const BLOCKS: Readonly<Record<string, Rule & { readonly on: readonly Surface[] }>> = {
  header: block({ text: plain(150) }, ['text']),
  section: block(
    {
      text: either(3_000),
      fields: list(10, either(2_000)),
      accessory: one('button', 'static_select', 'overflow', 'checkboxes', 'radio_buttons'),
    },
    ['text|fields'],
  ),
  context: block({ elements: list(10, either(3_000)) }, ['elements']),
  actions: block(
    {
      elements: list(
        25,
        one('button', 'static_select', 'external_select', 'overflow', 'radio_buttons', 'checkboxes'),
      ),
    },
    ['elements'],
  ),
  divider: block({}, []),
  input: block(
    {
      label: plain(2_000),
      hint: plain(2_000),
      optional: flag,
      dispatch_action: flag,
      element: one(
        ...['plain_text_input', 'checkboxes', 'radio_buttons', 'static_select', 'multi_static_select'],
        'external_select',
      ),
    },
    ['label', 'element'],
  ),
  rich_text: block(
    {
      elements: list(
        Number.POSITIVE_INFINITY,
        one('rich_text_section', 'rich_text_preformatted', 'rich_text_list'),
      ),
    },
    ['elements'],
  ),
};

const option: Keys = { text: plain(75), value: string(75), description: plain(75) };
const options = (limit: number): Check => list(limit, record(option, ['text', 'value']));
const placeholder = plain(150);
const confirm = record(
  {
    title: plain(100),
    text: either(300),
    confirm: plain(30),
    deny: plain(30),
    style: oneOf('primary', 'danger'),
  },
  ['text'],
);

/** Our elements: https://docs.slack.dev/reference/block-kit/block-elements/ */
export const ELEMENTS: Readonly<Record<string, Rule>> = {
  button: element(
    {
      ...{ text: plain(75), value: string(2_000), url: string(3_000), accessibility_label: string(75) },
      ...{ style: oneOf('primary', 'danger'), confirm },
    },
    ['text'],
  ),
  overflow: element({ options: options(5), confirm }, ['options']),
  static_select: menu('initial_option', 100),
  multi_static_select: menu('initial_options', 100),
  external_select: element({
    ...{ placeholder, min_query_length: number(0, 100) },
    initial_option: record(option, ['text', 'value']),
  }),
  radio_buttons: menu('initial_option', 10),
  checkboxes: menu('initial_options', 10),
  plain_text_input: {
    ...element({
      ...{ placeholder, multiline: flag, initial_value: string(3_000) },
      ...{ min_length: number(0, 3_000), max_length: number(1, 3_000) },
      dispatch_action_config: record({
        trigger_actions_on: list(2, oneOf('on_enter_pressed', 'on_character_entered')),
      }),
    }),
    also: tooLongAtFirst,
  },
  rich_text_section: rich('text', 'emoji', 'link'),
  rich_text_preformatted: rich('text', 'link'),
  rich_text_list: {
    keys: {
      ...{ type, style: oneOf('bullet', 'ordered'), indent: number(0, 8) },
      elements: list(Number.POSITIVE_INFINITY, one('rich_text_section')),
    },
    needs: ['style', 'elements'],
  },
  text: { keys: { type, text: words(3_000), style: style() }, needs: ['text'] },
  emoji: { keys: { type, name: string(100) }, needs: ['name'] },
  link: { keys: { type, url: string(3_000), text: words(3_000), style: style() }, needs: ['url'] },
};

function block(keys: Keys, needs: readonly string[]): Rule & { readonly on: readonly Surface[] } {
  return { keys: { type, block_id: string(255), ...keys }, needs, on: EVERYWHERE };
}

function element(keys: Keys, needs: readonly string[] = []): Rule {
  return {
    keys: { type, action_id: string(255), focus_on_load: flag, ...keys },
    needs: ['action_id', ...needs],
  };
}

/** A choice among options; what is chosen at first must be exactly one of them. */
function menu(initial: 'initial_option' | 'initial_options', limit: number): Rule {
  const first = initial === 'initial_option' ? record(option, ['text', 'value']) : options(limit);
  const keys = { options: options(limit), [initial]: first, placeholder, confirm };
  return { ...element(keys, ['options']), also: (value, at) => notAnOption(value, initial, at) };
}

function notAnOption(value: unknown, initial: string, at: string): readonly string[] {
  const menu = value as Readonly<Record<string, unknown>>;
  const all = [menu.options].flat().map((each) => JSON.stringify(each));
  const chosen = initial in menu ? [menu[initial]].flat() : [];
  return chosen
    .filter((each) => !all.includes(JSON.stringify(each)))
    .map(() => `${at}.${initial}: none of the options`);
}

function tooLongAtFirst(value: unknown, at: string): readonly string[] {
  const { initial_value: first = '', max_length: limit = 3_000 } = value as Json;
  const length = String(first).length;
  return length <= Number(limit)
    ? []
    : [`${at}.initial_value: ${length} characters, the input takes ${limit}`];
}

function rich(...types: readonly string[]): Rule {
  return {
    keys: { type, elements: list(Number.POSITIVE_INFINITY, one(...types)), border: number(0, 1) },
    needs: ['elements'],
  };
}

function style(): Check {
  return record({ bold: flag, italic: flag, strike: flag, code: flag });
}

/** An element of one of these types; the table is looked into when a value is there. */
function one(...types: readonly string[]): Check {
  return (value, at) => {
    const type = String((value as Json | null)?.type);
    const rule = ELEMENTS[type];
    if (!rule || !types.includes(type)) return [`${at}: ${type} cannot stand here`];
    return [...record(rule.keys, rule.needs)(value, at), ...(rule.also?.(value, at) ?? [])];
  };
}
