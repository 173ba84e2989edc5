/** Shorter ones are in any text. */
const SHORTEST = 8;
const HIDDEN = '(hidden)';

/** The text without these secrets, as they are and as they are written in JSON and in addresses. */
export function masked(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first: one may be a part of another.
  return [...new Set(forms)]
    .sort((a, b) => b.length - a.length)
    .reduce((left, form) => left.replaceAll(form, HIDDEN), text);
}
