/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

/**
 * How much one payload holds: blocks (https://docs.slack.dev/reference/block-kit/blocks/), and characters of its JSON. Slack
 * refuses a message's blocks beyond about 13,200 characters, which it says nowhere
 * (https://github.com/slackapi/bolt-js/issues/2509), and a view beyond 250 KB.
 */
export const ROOM: Readonly<Record<Surface, { readonly blocks: number; readonly characters: number }>> = {
  message: { blocks: 50, characters: 13_000 },
  modal: { blocks: 100, characters: 100_000 },
  home: { blocks: 100, characters: 100_000 },
};

/** Characters of a text by where it stands: https://docs.slack.dev/reference/block-kit/blocks/ and the pages beside it. */
export const TEXT_CAPS: Readonly<Record<string, number>> = {
  'header.text': 150,
  'section.fields': 2_000,
  'button.text': 75,
  'button.accessibility_label': 75,
  'options.text': 75,
  'options.description': 75,
  'initial_option.text': 75,
  'initial_option.description': 75,
  'initial_options.text': 75,
  'initial_options.description': 75,
  'plain_text_input.placeholder': 150,
  'static_select.placeholder': 150,
};

/** Of a text anywhere else. */
export const TEXT_CAP = 3_000;

/** Options of a group of check boxes or radio buttons, and of a menu. */
export const MOST_BOXES = 10;
export const MOST_OPTIONS = 100;
