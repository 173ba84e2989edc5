import { looksLikeAddress } from '../address.ts';
import { durationAt } from '../duration.ts';
import { isService } from '../port.ts';
import { readRequestId } from '../request-id.ts';
import { laterDay, laterStart } from './later.ts';
import { quote } from './quote.ts';
import { readGroup } from './read-group.ts';
import { bareNumber } from './read-length.ts';
import { portAhead, readPorts } from './read-ports.ts';
import { readPronoun } from './read-pronoun.ts';
import { readPurpose } from './read-purpose.ts';
import { readSources } from './read-sources.ts';
import { readStartIn } from './read-start.ts';
import { readEnd } from './read-until.ts';
import { nameAhead, readVms, slip } from './read-vms.ts';
import { notUnderstood, opens, type Reading, type Refusal, refuse, skipArticles, takes } from './reading.ts';
import type { Token } from './tokens.ts';
import { isOwnVerb } from './vocabulary.ts';

/** After "on", "to", "at": ports, VMs, a purpose, for an extension its new end. */
export function readWhere(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const pronoun = cursor.peek() ? readPronoun(reading, cursor.peek()!) : 'none';
  if (pronoun !== 'none') return pronoun;
  // "2h of ssh on web-01"
  if (token.lexeme.isOf && slots.last === 'length') return undefined;
  skipArticles(reading);
  const next = cursor.peek();
  if (!next)
    return refuse(token, `${quote(token.raw)} is followed by the name of a VM, such as on vm-prod-01.`);
  if (readRequestId(next.raw) !== undefined && takes(reading, 'request')) return undefined;
  if (reading.verb === 'extend') {
    const end = readEnd(reading);
    if (end !== 'none') return end;
  }
  const noun = vocabulary.introducers.find(cursor);
  if (noun?.meaning === 'port' || noun?.meaning === 'from') return undefined;
  const isFirstPort = slots.ports.size === 0 || !isService(next.word);
  if (portAhead(reading) && isFirstPort) return readPorts(reading);
  if (token.word === 'to' && isPurpose(reading, next)) return readPurpose(reading, next.start, token);
  const later = laterStart(reading, next) ?? laterDay(reading, next);
  if (later) return later;
  if (noun?.meaning === 'vm' && (nameAhead(reading, noun.length) || slots.vms.size > 0)) {
    cursor.skip(noun.length);
    if (!nameAhead(reading)) return undefined;
  }
  return readVmsAfter(reading, token);
}

function readVmsAfter(reading: Reading, before: Token): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const next = cursor.peek();
  if (!next || next.mention || vocabulary.structural.has(next.word)) {
    return refuse(
      next ?? before,
      `${quote(before.raw)} is followed by the name of a VM, such as on vm-prod-01.`,
    );
  }
  if (slots.bareVm) return slip(reading, slots.bareVm, next);
  // "2h" is a length of time wherever it stands; as the name of a VM it would be a trap.
  const length = durationAt(cursor, 0, Number.POSITIVE_INFINITY);
  if (length) {
    const preposition = reading.verb === 'extend' ? 'by' : 'for';
    return refuse(
      next,
      `A length of time does not follow "${before.word}": write it as ${preposition} 2h or ${preposition} 30m.`,
    );
  }
  if (next.lexeme.isWhole) return bareNumber(reading);
  // "open 22 on web-01 at home": another VM needs an "and", unless its name can be nothing else.
  const isMore = slots.vms.size > 0 && !slots.joined && opens(reading);
  if (isMore && (before.word === 'to' || /^\p{L}+$/u.test(next.word))) {
    return refuse(
      next,
      `Reading stopped at ${quote(`${before.raw} ${next.raw}`)} (column ${before.column}), which was not understood. If ${quote(next.raw)} is one more VM, write "and" before it; a reason begins with "because".`,
    );
  }
  return readVms(reading);
}

/** "to fix the disk": a verb of the table, or, once the VM is known, any plain word. */
function isPurpose(reading: Reading, next: Token): boolean {
  if (!takes(reading, 'reason')) return false;
  const { slots, cursor } = reading;
  const { words, verbs, introducers } = reading.vocabulary;
  const isNamed = slots.vms.size > 0 || slots.request !== undefined;
  if (words.purposes.includes(next.word)) return !cursor.peek(1) || isNamed || opens(reading);
  const isWhom = [...words.all, ...words.anywhere].includes(next.word);
  // "to production": a word alone is not yet something to do, unless it is of the table.
  if (isWhom || !cursor.peek(1) || introducers.find(cursor, 1)?.meaning === 'where') return false;
  const found = verbs.find(cursor)?.meaning;
  const isVerb = found !== undefined && !isOwnVerb(found);
  return isNamed && !isVerb && /^\p{L}+$/u.test(next.word) && !isService(next.word);
}

export function readIn(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  const start = readStartIn(reading, token);
  if (start !== 'none') return start;
  if (takes(reading, 'group') && durationAt(cursor, 0, Number.POSITIVE_INFINITY)) return readGroup(reading);
  skipArticles(reading);
  if (vocabulary.introducers.find(cursor)?.meaning === 'last') return undefined;
  if (takes(reading, 'group')) return readGroup(reading);
  return notUnderstood(reading, token);
}

/** "via vpn", "over ssh", "with reason …"; "done with web-01". */
export function readMeans(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, vocabulary } = reading;
  if (!opens(reading)) return readWhere(reading, token);
  skipArticles(reading);
  const next = cursor.peek();
  if (portAhead(reading)) return readPorts(reading);
  const noun = vocabulary.introducers.find(cursor);
  if (noun && ['reason', 'purpose', 'ticket', 'port', 'from'].includes(noun.meaning)) return undefined;
  const isPath = token.word !== 'with' && token.word !== 'using';
  if (next && (isPath || looksLikeAddress(next.raw))) return readSources(reading, token);
  return notUnderstood(reading, next ?? token);
}

export function readPortNoun(reading: Reading, token: Token): Refusal | undefined {
  if (portAhead(reading)) return readPorts(reading);
  const next = reading.cursor.peek();
  // "open the port on web-01": the number is simply missing.
  if (!next || reading.vocabulary.introducers.find(reading.cursor)) return undefined;
  const isNumber = /^[-\d]/.test(next.word);
  const instead = isNumber
    ? 'Ports are whole numbers from 1 to 65535.'
    : 'Write a port such as 22, 161/udp, ssh, rdp or winrm.';
  return refuse(next, `${quote(`${token.raw} ${next.raw}`)} is not a port. ${instead}`);
}

export function readVmNoun(reading: Reading): Refusal | undefined {
  const { slots, cursor, vocabulary } = reading;
  skipArticles(reading);
  const next = cursor.peek();
  const isName = next && nameAhead(reading) && !portAhead(reading) && !vocabulary.reserved.has(next.word);
  return isName && (slots.vms.size === 0 || /\d/.test(next.word)) ? readVmsAfter(reading, next) : undefined;
}
