/** A value as JSON on one line. */
export const oneLine = (value: unknown): string =>
  // Some readers of lines take these two for line ends.
  JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'));
