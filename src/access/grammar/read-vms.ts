import { looksLikeAddress } from '../address.ts';
import { isVmName, readVmResourceId } from '../azure-name.ts';
import { durationAt } from '../duration.ts';
import { formatPort, isService, readPort } from '../port.ts';
import { isNearRequestId, isRequestId } from '../request-id.ts';
import { lexemeAt } from './cursor.ts';
import { likelyWords, nearest } from './nearest.ts';
import { quote } from './quote.ts';
import { setGroup } from './read-group.ts';
import { differing, portAhead } from './read-ports.ts';
import { note, notUnderstood, opens, type Reading, type Refusal, refuse, sayVerb } from './reading.ts';
import type { NamedVm } from './slots.ts';
import type { Token } from './tokens.ts';
import { isJitVerb } from './vocabulary.ts';

const NAMING = 'A VM is asked for by its name, such as on vm-prod-01, or by its whole resource id.';

/** A word that can only be the name of a VM where one is expected. */
export function nameAhead({ cursor, vocabulary }: Reading, ahead = 0): boolean {
  const token = cursor.peek(ahead);
  if (!token || vocabulary.structural.has(token.word) || token.mention) return false;
  if (/^\/subscriptions\//.test(token.word)) return true;
  const isLength = durationAt(cursor, ahead, Number.POSITIVE_INFINITY);
  return !isLength && (isVmName(token.raw) || /[/@:]/.test(token.raw)) && !/^\d+\//.test(token.word);
}

/** `web-01`, `web-01 and web-02`, `web-01, web-02`, a resource id, `rg-web/web-01`, `web-01:22`. The cursor stands at the first. */
export function readVms(reading: Reading): Refusal | undefined {
  const { cursor, slots, vocabulary } = reading;
  const misplaced = note(reading, 'vm', cursor.peek()!);
  if (misplaced) return misplaced;
  // "revoke access for bob on web-01"
  if (slots.vms.size > 0 && !opens(reading)) return onlyOne(reading, cursor.peek()!);
  for (;;) {
    const refusal = crossed(reading) ?? readOne(reading, cursor.peek()!);
    if (refusal) return refusal;
    let joint = 0;
    while (joint < 2 && lexemeAt(cursor, joint).isAnd) joint += 1;
    const noun = vocabulary.introducers.find(cursor, joint);
    const named = joint > 0 && noun?.meaning === 'vm' ? noun.length : 0;
    if (!isNextVm(reading, joint, named)) return undefined;
    cursor.skip(joint + named);
    if (slots.vms.size > 0 && !opens(reading)) return onlyOne(reading, cursor.peek()!);
  }
}

/** After "and" any name; without it only one that no other word looks like. */
function isNextVm(reading: Reading, joint: number, named: number): boolean {
  const next = reading.cursor.peek(joint + named);
  if (!next || !nameAhead(reading, joint + named) || portAhead(reading, joint + named)) return false;
  if (named > 0) return true;
  if (reading.vocabulary.reserved.has(next.word) || isService(next.word)) return false;
  const isMachine = /\d/.test(reading.cursor.previous()?.word ?? '') && /^[a-z].*\d/.test(next.word);
  return joint > 0 || (isMachine && !isRequestId(next.word));
}

const onlyOne = ({ verb, slots }: Reading, at: Token): Refusal =>
  refuse(
    at,
    `${sayVerb(verb)} takes one VM at a time: ${firstName(slots.vms)} and ${quote(at.raw)} are two. Write a sentence for each${isJitVerb(verb) ? ', or set up many at once on the command line: ajar jit' : ''}.`,
  );

const firstName = (vms: ReadonlyMap<string, NamedVm>): string => quote([...vms.values()][0]?.name ?? '');

/** "ssh on web-01 and rdp on web-02" would open both on both: more than was asked. */
function crossed({ slots, cursor, verb }: Reading): Refusal | undefined {
  return opens({ verb }) && slots.portsAfterVm
    ? refuse(
        cursor.peek()!,
        'One sentence opens the same ports on every VM it names. Write a sentence for each VM.',
      )
    : undefined;
}

function readOne(reading: Reading, token: Token): Refusal | undefined {
  const { cursor, slots } = reading;
  if (token.word.startsWith('/')) return readId(reading, token);
  const { group, vm, port } = partsOf(token.raw);
  const fault = faultOf(reading, token, vm);
  if (fault) return refuse(token, fault);
  const refusal =
    group === undefined ? undefined : (note(reading, 'group', token) ?? setGroup(reading, token, group));
  if (refusal) return refusal;
  cursor.skip(1);
  slots.vms.set(vm === token.raw ? token.word : vm.toLowerCase(), { name: vm });
  return port === undefined ? undefined : addPort(reading, token, port);
}

interface Parts {
  readonly group?: string | undefined;
  readonly vm: string;
  readonly port?: string | undefined;
}

/** `web-01`, `rg-web/web-01`, `admin@web-01:22`. */
function partsOf(raw: string): Parts {
  if (!/[@:/]/.test(raw)) return { vm: raw };
  const host = raw.slice(raw.lastIndexOf('@') + 1);
  const [name = '', port] = host.split(':', 2);
  const slash = name.indexOf('/');
  return { group: slash > 0 ? name.slice(0, slash) : undefined, vm: name.slice(slash + 1), port };
}

/** Why a word cannot be the name of a VM; undefined when it can. */
export function faultOf({ vocabulary }: Reading, token: Token, vm: string): string | undefined {
  if (isRequestId(vm)) return `${quote(vm)} is the id of a request, not a VM. ${NAMING}`;
  if (isNearRequestId(vm)) {
    return `${quote(vm)} is not a request's id: those are aj- and six letters or digits, such as aj-7k2m9q.`;
  }
  if (looksLikeAddress(token.raw)) return `${quote(token.raw)} is an address. ${NAMING}`;
  if (vm.includes('..'))
    return `${quote(token.raw)} is a range of VMs: name each VM, such as web-01 and web-02.`;
  if (isVmName(vm) && !vocabulary.structural.has(vm.toLowerCase())) return undefined;
  if (isVmName(vm.replace(/^[._-]+|[.-]+$/g, ''))) {
    return `${quote(token.raw)} cannot be the name of a VM: it begins with a letter or digit, and does not end with a hyphen or a dot. ${NAMING}`;
  }
  return `${quote(token.raw)} cannot be the name of a VM: letters, digits, - _ and . only, at most 64. ${NAMING}`;
}

function readId({ cursor, slots }: Reading, token: Token): Refusal | undefined {
  const vm = readVmResourceId(token.raw);
  if (!vm) {
    const form = '/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/…';
    return refuse(token, `${quote(token.raw)} is not the resource id of a VM, which reads ${form}.`);
  }
  cursor.skip(1);
  slots.vms.set(vm.id, vm);
  return undefined;
}

function addPort(reading: Reading, token: Token, text: string): Refusal | undefined {
  const misplaced = note(reading, 'port', token);
  if (misplaced) return misplaced;
  const ports = readPort(text);
  if ('error' in ports) return refuse(token, ports.error);
  const { slots } = reading;
  const before = slots.ports.size > 0 ? [...slots.ports.keys()] : undefined;
  for (const port of ports) slots.ports.set(formatPort(port), port);
  return differing(reading, before, token);
}

/** Two words that may both be the VM, the first without a preposition: the one without a digit is the likelier slip. */
export function slip(reading: Reading, bare: Token, other: Token): Refusal {
  const blamed = /^\p{L}+$/u.test(bare.word) ? bare : other;
  return notUnderstood(reading, blamed, nearest(blamed.word, likelyWords(reading.vocabulary)));
}
