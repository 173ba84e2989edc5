import { objectIn } from '../../json.ts';

/**
 * Events are JSON; commands are a form; all else is JSON in a form's `payload`. Which it is, is told by the signed bytes: the
 * content type is not signed, and what somebody wrote in an event would be read as a payload (HOLES H1).
 */
export function bodyIn(text: string): object | undefined {
  if (text.startsWith('{')) return objectIn(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : objectIn(payload);
}
