/** A store's error says what it found, and then what to do; `otherwise` where it only says the first. */
export function inTwo(
  error: unknown,
  otherwise: string,
): { readonly found: string; readonly advice: string } {
  const message = error instanceof Error ? error.message : String(error);
  const end = message.search(/\. (?=[A-Z])/) + 1;
  return end > 0
    ? { found: message.slice(0, end), advice: message.slice(end + 1) }
    : { found: message, advice: otherwise };
}
