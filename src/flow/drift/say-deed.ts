import type { CloudDeed, DeedKind, DeedOutcome } from '../../access/activity/deed.ts';
import { sayInstant } from '../../access/wall-time.ts';

const DEEDS: Readonly<Record<DeedKind, (deed: CloudDeed) => string>> = {
  'jit-open': ({ name }) => `asked to open a port through the JIT policy "${name}"`,
  'jit-write': ({ name }) => `wrote the JIT policy "${name}"`,
  'jit-delete': ({ name }) => `deleted the JIT policy "${name}"`,
  'rule-write': ({ name, group }) => `wrote the rule "${name}" of ${group}`,
  'rule-delete': ({ name, group }) => `deleted the rule "${name}" of ${group}`,
  'group-write': ({ name }) => `wrote the security group "${name}" as a whole`,
};

const OUTCOMES: Readonly<Record<DeedOutcome, string>> = {
  succeeded: '',
  failed: ', which failed',
  accepted: ', which Azure accepted',
  begun: ', of whose end the log says nothing',
};

/** `02:13 UTC (3 Mar): mina@contoso.com wrote the rule "…" of nsg-web.` */
export function sayDeed(deed: CloudDeed, zone: string): string {
  const { at, by, caller, kind, outcome, justification } = deed;
  const who = by === 'ajar' ? `An identity of Ajar's, for nothing in Ajar's record (${caller})` : caller;
  const reason = justification ? `, with the reason: ${justification}` : '';
  return `${sayInstant(at, zone)}: ${who || 'Somebody whom the log does not name'} ${DEEDS[kind](deed)}${OUTCOMES[outcome]}${reason}.`;
}
