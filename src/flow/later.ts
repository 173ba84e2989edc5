/** The instant that is `ms` milliseconds after (or, negative, before) another. */
export const later = (from: Date, ms: number): Date => new Date(from.getTime() + ms);
