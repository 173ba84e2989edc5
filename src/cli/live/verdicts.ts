import type { Grant } from '../../access/grant.ts';
import type { Check } from '../../ports/check.ts';
import type { Closed, Measured } from './trial.ts';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What was seen, a line each, held against what docs/azure.md takes for granted: "BAD" is a difference from it. */
export function verdictsOn(
  grant: Grant,
  justification: string,
  measured: Measured,
  closed: Closed,
): readonly Check[] {
  const { acceptedMs, openMs, trouble } = measured;
  const opened: Check =
    openMs === undefined
      ? bad(
          'opened',
          `${trouble ?? 'It did not open.'}`,
          'the sentence says what to do; docs/azure.md has the rest',
        )
      : good(
          'opened',
          `read back open ${seconds(openMs)} after it was sent (the first answer took ${seconds(acceptedMs ?? 0)})`,
        );
  return [
    opened,
    ...(grant.provider === 'defender' ? byDefender(justification, measured) : []),
    'left' in closed
      ? bad('closed', closed.left, 'see what is left, and remove it')
      : good('closed', `proven shut ${seconds(closed.closedMs)} after closing began`),
  ];
}

function byDefender(justification: string, { last, initiatedMs, ruleMs }: Measured): readonly Check[] {
  if (!last) return [];
  return [
    initiatedMs === undefined
      ? unknown('Initiating to Initiated', `not seen; the last status was "${last.status ?? 'none'}"`)
      : timed('Initiating to Initiated', initiatedMs, '4 and 6 s were recorded', 30_000),
    ruleMs === undefined
      ? unknown('the rule', 'not seen, or the security groups may not be read')
      : timed('the rule', ruleMs, 'seconds; nobody promises it', 30_000),
    ...(ruleMs === undefined ? [] : [priorityOf(last.priorities)]),
    last.justification === justification
      ? good('justification', 'requests[] gives it back, word for word')
      : bad(
          'justification',
          `requests[] has ${JSON.stringify(last.justification ?? null)}`,
          'then sweep finds its own by the end alone, and "cannot tell" more: see docs/azure.md',
        ),
    last.requestor === ''
      ? good('requestor', 'empty, as for every app that was recorded')
      : bad(
          'requestor',
          `"${last.requestor}", where every recorded one of an app is empty`,
          'tell the developers',
        ),
    last.mappedPort === undefined
      ? good('mappedPort', 'none: no firewall hands the port on')
      : good('mappedPort', `${last.mappedPort}: the cards show it with the firewall's address`),
  ];
}

const priorityOf = (found: readonly number[]): Check =>
  found.every((priority) => priority >= 100 && priority < 200)
    ? good('priority of the rule', `${found.join(', ')}: within 100 to 199, which Ajar leaves to Defender`)
    : bad(
        'priority of the rule',
        found.join(', '),
        'Ajar leaves 100 to 199 to Defender; tell the developers',
      );

const timed = (what: string, ms: number, known: string, mostMs: number): Check =>
  ms <= mostMs
    ? good(what, `${seconds(ms)} (${known})`)
    : bad(
        what,
        `${seconds(ms)} (${known})`,
        'an opening is given 90 s; tell the developers if it comes near',
      );

const good = (what: string, found: string): Check => ({ what: `live: ${what}`, ok: true, found, fix: '' });
const unknown = (what: string, found: string): Check => ({
  what: `live: ${what}`,
  ok: 'unknown',
  found,
  fix: '',
});
const bad = (what: string, found: string, fix: string): Check => ({
  what: `live: ${what}`,
  ok: false,
  found,
  fix,
});
