/**
 * slack-blocks-to-jsx reads markup in every text, Slack only in `mrkdwn`. So what Slack shows as it stands goes through the
 * renderer in letters that mean nothing to it (Unicode's private use area), and is put back into the HTML afterwards.
 */
const FIRST = 0xe000;

/** Every mark of ASCII that is no letter, digit or blank. */
export const hidden = (text: string): string =>
  text.replace(/[!-/:-@[-`{-~]/g, (mark) => String.fromCharCode(FIRST + mark.charCodeAt(0)));

/** Text that stands where a hint would, and is no hint. */
export const picked = (text: string): string => `\uE100${text}\uE101`;

export const shown = (html: string): string =>
  html
    .replace(/[\uE021-\uE07E]/g, (mark) => escaped(String.fromCharCode(mark.charCodeAt(0) - FIRST)))
    .replaceAll('\uE100', '<b class="slack-picked">')
    .replaceAll('\uE101', '</b>')
    .replaceAll(ENTER, '');

/** What the renderer says below every text input; Slack does not. */
const ENTER = '<p>↵ Please &#x27;enter&#x27; to submit</p>';

/** Text as HTML has it, in an element or in an attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
