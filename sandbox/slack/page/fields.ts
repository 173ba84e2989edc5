import type { Fields } from '../call.ts';

/** An input of a modal, as the page's script draws it. */
export interface Field {
  readonly block: string;
  readonly label: string;
  readonly hint: string;
  readonly optional: boolean;
  readonly kind: 'line' | 'lines' | 'number' | 'one' | 'many' | 'search';
  readonly placeholder: string;
  /** What is typed in it, or picked by `search`. */
  readonly value: string;
  readonly options: readonly Option[];
}

export interface Option {
  readonly value: string;
  readonly title: string;
  readonly note: string;
  readonly chosen: boolean;
}

const KINDS: Readonly<Record<string, Field['kind']>> = {
  ...{ plain_text_input: 'line', number_input: 'number', checkboxes: 'many', multi_static_select: 'many' },
  ...{ static_select: 'one', radio_buttons: 'one', external_select: 'search' },
};

/** An input block, with what it holds now as `view.state` has it. */
export function fieldOf(block: Fields, held: Fields): Field {
  const element = block.element as Fields;
  const kind = KINDS[String(element.type)] ?? 'line';
  const picked = [held.selected_option, ...((held.selected_options ?? []) as readonly unknown[])]
    .filter((each) => each !== null && each !== undefined)
    .map((each) => each as Fields);
  const chosen = new Set(picked.map(({ value }) => value));
  return {
    ...{ block: String(block.block_id), label: words(block.label), hint: words(block.hint) },
    ...{ optional: block.optional === true, placeholder: words(element.placeholder) },
    kind: kind === 'line' && element.multiline === true ? 'lines' : kind,
    value: kind === 'search' ? words(picked[0]?.text) : String(held.value ?? ''),
    options: optionsOf((element.options ?? []) as readonly Fields[]).map((option) => ({
      ...option,
      chosen: chosen.has(option.value),
    })),
  };
}

/** Options as they are offered; of none is it known whether it is chosen. */
export const optionsOf = (options: readonly Fields[]): readonly Option[] =>
  options.map(({ value, text, description }) => ({
    ...{ value: String(value), title: words(text), note: words(description), chosen: false },
  }));

const words = (text: unknown): string => String((text as Fields | undefined)?.text ?? '');
