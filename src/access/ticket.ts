/** Prefixes that ticket systems use, whatever case they are typed in. */
const KNOWN =
  /^(?:inc|chg|req|ritm|task|sctask|prb|crq|wo|case|change|incident|ticket|sr|cr)(?:-\d{1,15}|\d{4,15})$/;
/** `OPS-42`: a project's key and a number without leading zeros. */
const PROJECT = /^[a-z][a-z0-9]{1,9}-[1-9]\d{0,9}$/i;
/** Names of standards look like projects' keys. */
const STANDARDS = new Set([
  'utf',
  'sha',
  'iso',
  'rfc',
  'aes',
  'md',
  'tls',
  'covid',
  'cve',
  'ipv',
  'http',
  'x',
  'base',
]);

/** sure: nothing else looks like it. likely: in capitals, so a VM's name may look the same. possible: in any case. */
type Certainty = 'sure' | 'likely' | 'possible';

/** Reads `INC-123`, `CHG0012345`, `#4711` in capitals; undefined when it is no ticket as certainly as asked. */
export function readTicket(raw: string, certainty: Certainty): string | undefined {
  if (!/\d$/.test(raw)) return undefined;
  const word = raw.toLowerCase();
  if (/^#\d{1,12}$/.test(word)) return word;
  if (KNOWN.test(word)) return word.toUpperCase();
  if (certainty === 'sure' || !PROJECT.test(raw) || STANDARDS.has(word.split('-')[0]!)) return undefined;
  return certainty === 'possible' || raw === raw.toUpperCase() ? word.toUpperCase() : undefined;
}

/** The first ticket that a justification mentions. */
export function ticketIn(justification: string): string | undefined {
  if (!/\d/.test(justification)) return undefined;
  for (const word of justification.split(/[\s,;:()[\]"'!?]+/)) {
    const ticket = readTicket(word.replace(/\.$/, ''), 'likely');
    if (ticket !== undefined) return ticket;
  }
  return undefined;
}
