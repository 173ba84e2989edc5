import type { IncomingMessage } from 'node:http';
import { collect } from '../body.ts';

const LIMITS = { mostBytes: 2_000, ms: 10_000 };

/** The fields of a form, or the status that refuses it. */
export async function readFields(request: IncomingMessage): Promise<URLSearchParams | number> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return 415;
  const body = await collect(request, LIMITS);
  return typeof body === 'number' ? body : new URLSearchParams(body.toString('utf8'));
}
