/** The order of things by a text of theirs, letter by letter, so that it is the same on every machine. */
export const byText =
  <T>(textOf: (each: T) => string) =>
  (a: T, b: T): number =>
    // Stryker disable next-line EqualityOperator: of two that are called the same, either may come first.
    textOf(a) < textOf(b) ? -1 : 1;
