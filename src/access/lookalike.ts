import unhomoglyph from 'unhomoglyph';

/**
 * What a name looks like to a reader in a hurry: two names of one look may be taken for each other (`vm-prod-01`, `vm-prod-0l`,
 * a Cyrillic `а`). By the confusables of Unicode's UTS #39, without case.
 */
export const lookOf = (name: string): string =>
  unhomoglyph(unhomoglyph(name.normalize('NFKC')).toLowerCase())
    .toLowerCase()
    .replaceAll(/[-_.\s]+/g, '-');

/** Whether a reader could take one for the other; a name is no lookalike of itself. */
export const looksLike = (one: string, other: string): boolean =>
  one.toLowerCase() !== other.toLowerCase() && lookOf(one) === lookOf(other);
