/** Characters that a ticket can have; one within a longer word is another ticket. */
const WORD = /[\p{L}\p{N}#-]+/gu;

/** A ticket that is part of the reason is told within it, and alone where the reason is nothing else: once in any case. */
export function toldOnce(
  reason: string,
  ticket: string,
): { readonly reason: string; readonly ticket: string } {
  if (reason.toUpperCase() === ticket.toUpperCase()) return { reason: '', ticket };
  const words = (reason.match(WORD) ?? []).map((word) => word.toUpperCase());
  return { reason, ticket: words.includes(ticket.toUpperCase()) ? '' : ticket };
}
