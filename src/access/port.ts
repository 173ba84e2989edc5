/** A transport protocol; `*` is what Azure calls any protocol. */
export type Protocol = 'tcp' | 'udp' | '*';

/** A port as people say it: number (1 to 65535) and protocol. */
export interface Port {
  readonly number: number;
  readonly protocol: Protocol;
}

/** `3389/tcp`; any protocol reads `3389/any`. */
export const formatPort = ({ number, protocol }: Port): string =>
  `${number}/${protocol === '*' ? 'any' : protocol}`;

/** Services that people say instead of a number; WinRM listens on two. */
const SERVICES: ReadonlyMap<string, readonly number[]> = new Map([
  ['ssh', [22]],
  ['sftp', [22]],
  ['scp', [22]],
  ['rdp', [3389]],
  ['winrm', [5985, 5986]],
  ['http', [80]],
  ['https', [443]],
  ['mssql', [1433]],
  ['mysql', [3306]],
  ['postgres', [5432]],
  ['postgresql', [5432]],
  ['vnc', [5900]],
]);

const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map([
  ['tcp', 'tcp'],
  ['udp', 'udp'],
  ['any', '*'],
  ['*', '*'],
]);
const EXAMPLES = 'Write a port such as 22, 443/tcp, 161/udp, ssh, rdp or winrm.';

export const SERVICE_NAMES: readonly string[] = [...SERVICES.keys()];
export const PROTOCOL_NAMES: readonly string[] = [...PROTOCOLS.keys()];
export const isService = (word: string): boolean => SERVICES.has(word);
export const isProtocol = (word: string): boolean => PROTOCOLS.has(word);

/** Reads `22`, `22/tcp`, `tcp/22`, `ssh`, `3389/any`; without a protocol it is TCP. One word may be two ports (`winrm`). */
export function readPort(text: string): readonly Port[] | { readonly error: string } {
  const word = text.toLowerCase();
  const service = SERVICES.get(word);
  if (service) return service.map((number) => ({ number, protocol: 'tcp' }));
  // Without a leading zero, which is a slip, or octal to some program.
  if (/^[1-9]\d{0,3}$/.test(word)) return [{ number: Number(word), protocol: 'tcp' }];
  const shown = `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
  const several = word.split('/');
  const parts = several.slice(0, 3);
  const [digits = '', name = 'tcp'] = isProtocol(parts[0]!) ? parts.toReversed() : parts;
  if (several.length > 1 && several.every((part) => isService(part) || /^\d+$/.test(part))) {
    const numbers = new Set(several.flatMap((part) => SERVICES.get(part) ?? [Number(part)]));
    return numbers.size === 1
      ? readPort(several[0]!)
      : { error: `${shown} is not a port but several: write ${several.join(' and ')}.` };
  }
  if (/^\d+-\d+$/.test(digits)) {
    return { error: `${shown} is a range of ports: name each port, such as 22 and 443.` };
  }
  if (!/^-?\d+$/.test(digits) || parts.length > 2) return { error: `${shown} is not a port. ${EXAMPLES}` };
  if (!isProtocol(name)) return { error: `${shown} names no protocol that a port has: write tcp or udp.` };
  const number = Number(digits);
  if (number < 1 || number > 65_535) return { error: `${shown} is out of range: ports are 1 to 65535.` };
  if (digits !== String(number)) return { error: `${shown} is not a port: write ${number}.` };
  return [{ number, protocol: PROTOCOLS.get(name)! }];
}
