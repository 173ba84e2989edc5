import type { IncomingMessage } from 'node:http';
import { contains } from '../access/address.ts';
import { formatRange, readRange } from '../access/range.ts';

/**
 * The address that a request came from, as a CIDR of one address; undefined where it cannot be told. `X-Forwarded-For` is read
 * from the right, and only as far as every hop is a proxy that is trusted: whatever stands before that, anybody may have
 * written. No other header is read, `Forwarded` neither: which of two headers a proxy keeps cannot be told from a request.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>,
  trusted: readonly string[],
): string | undefined {
  const forwarded = (request.headersDistinct['x-forwarded-for'] ?? []).join(',').split(',');
  const hops = [...forwarded, request.socket.remoteAddress ?? '']
    .filter((hop) => hop.trim() !== '')
    .reverse();
  for (const hop of hops) {
    const address = readHop(hop.trim());
    if (address === undefined) return undefined;
    if (!trusted.some((range) => contains(range, address))) return address;
  }
  return undefined;
}

/** `203.0.113.7`, `203.0.113.7:5123` as Azure's Application Gateway writes it, `[2001:db8::7]:5123`; mapped addresses are IPv4. */
function readHop(hop: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(hop) ?? [];
  const text = bracketed ?? plain ?? hop;
  const range = text.includes('/') ? undefined : readRange(text);
  return range && formatRange(range);
}
