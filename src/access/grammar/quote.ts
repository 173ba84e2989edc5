const LONGEST = 40;

/** What a person wrote, in quotation marks and never longer than a glance. */
export function quote(text: string): string {
  const points = Array.from(text.slice(0, 4 * LONGEST));
  return points.length <= LONGEST ? `"${text}"` : `"${points.slice(0, LONGEST).join('')}…"`;
}
