import type { AccessRequest } from './request.ts';

/** `until` is fixed by this and never moves. What was asked for a later start counts from there; an extension counts from the end of what it extends, or from now if that is later. */
export function endOf(
  request: Pick<AccessRequest, 'durationMs' | 'continues' | 'notAfter' | 'startsAt'>,
  now: Date,
): Date {
  const end = startOf(request, now).getTime() + request.durationMs;
  return new Date(Math.min(end, request.notAfter?.getTime() ?? Number.POSITIVE_INFINITY));
}

/** When its time begins, if it is let be now. */
export const startOf = (
  { continues, startsAt }: Pick<AccessRequest, 'continues' | 'startsAt'>,
  now: Date,
): Date => startsAt ?? new Date(Math.max(now.getTime(), continues?.from.getTime() ?? 0));
