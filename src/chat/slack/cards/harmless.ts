/** `&`, `<` and `>` as Slack wants them in every text that is mrkdwn: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** At most `cap` characters, counted as Slack may count: with `&`, `<` and `>` escaped. */
export function cut(text: string, cap: number): string {
  if (escaped(text).length <= cap) return text;
  let length = 1;
  let end = 0;
  for (const character of text) {
    length += escaped(character).length;
    if (length > cap) break;
    end += character.length;
  }
  return `${text.slice(0, end)}…`;
}

const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' };

/**
 * What people wrote, for the one text of a message that is mrkdwn: what notifications show. Slack has no escape for its
 * marks, so they become characters that look like them; links, names and emoji codes come apart (HOLES H18).
 */
export const harmless = (text: string, cap: number): string =>
  escaped(
    cut(
      text
        .replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => LOOK_ALIKE[mark] ?? mark)
        .replace(/:\/\//g, ': //')
        .replace(/:(?=[a-z+-][\w+-]*:)/gi, ': ')
        .replace(/@(?=\S)/g, '@ '),
      cap,
    ),
  );

/** Longer than any link to a message, and short enough for every place of a text. */
const MOST_ADDRESS = 1_000;

/** A link as mrkdwn has it; nothing for an address that is not https, or that would be markup itself. */
export function linkTo(address: string, label: string): string {
  if (address.length > MOST_ADDRESS || !URL.canParse(address) || /[<>|\s]/.test(address)) return '';
  const { protocol, href, username } = new URL(address);
  return protocol === 'https:' && username === '' ? `<${escaped(href)}|${label}>` : '';
}
