import { isIP } from 'node:net';
import { z } from 'zod';
import { readDuration } from '../access/duration.ts';
import { isGuid } from '../access/guid.ts';
import { type ClockSpec, readClockSpec } from '../clock.ts';

/** What `DefaultAzureCredential` of @azure/identity 4.14 takes, in any case; it throws at anything else. */
export const SIGN_INS = [
  ...['prod', 'dev', 'EnvironmentCredential', 'WorkloadIdentityCredential', 'ManagedIdentityCredential'],
  ...['VisualStudioCodeCredential', 'AzureCliCredential', 'AzurePowerShellCredential'],
  'AzureDeveloperCliCredential',
] as const;

export function toClock(text: string | undefined, context: z.core.$RefinementCtx): ClockSpec | undefined {
  if (text === undefined) return undefined;
  const spec = readClockSpec(text, Date.now());
  if (!('error' in spec)) return spec;
  context.issues.push({ code: 'custom', message: spec.error.replace(/\.$/, ''), input: text });
  return z.NEVER;
}

/** A time between two others, in milliseconds; `fit` says which in words. Without a unit only 0 is one. */
export function spanBetween(least: number, most: number, fit: string) {
  return (text: string, context: z.core.$RefinementCtx): number => {
    const ms = text === '0' ? 0 : readDuration(text);
    if (typeof ms === 'number' && ms >= least && ms <= most) return ms;
    context.issues.push({ code: 'custom', message: `write a time from ${fit}`, input: text });
    return z.NEVER;
  };
}

export const isListenAddress = (host: string): boolean => isIP(host) > 0 || host === 'localhost';

export function guid(what: string) {
  return z
    .string()
    .refine(isGuid, `write ${what}, a GUID`)
    .transform((id) => id.toLowerCase())
    .optional();
}

/** Ids in any case, kept in lower case. */
export function idsOf(what: string) {
  return listOf(isGuid, what).transform((ids) => ids.map((id) => id.toLowerCase()));
}

export function listOf(fits: (word: string) => boolean, what: string) {
  return words().refine((all) => all.every(fits), `write ${what}, separated by commas`);
}

export function words() {
  return z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''));
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** Over http only on this machine, for trying it out. */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(text);
  const isBare = pathname === '/' && `${search}${hash}${username}` === '';
  return isBare && (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname)));
}

/** The same for somebody else's address, which may have a path. */
export function isIssuer(text: string): boolean {
  return URL.canParse(text) && isPublicUrl(new URL(text).origin);
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}

/** A test's own server is on this machine. */
export function isHttpsOrHere(url: string): boolean {
  return isHttps(url) || /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\/?$/.test(url);
}

export function isSignIn(name: string): boolean {
  return SIGN_INS.some((known) => known.toLowerCase() === name.trim().toLowerCase());
}

/** A switch. */
export function onOrOff(usual: 'on' | 'off') {
  return z.enum(['on', 'off'], 'write on or off').default(usual);
}

/** An address of Redis: host, and where it takes them user, password, port and the number of a database. */
export function isRedisUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    ['redis:', 'rediss:'].includes(url?.protocol ?? '') &&
    url?.hostname !== '' &&
    /^\/?\d{0,3}$/.test(url?.pathname ?? '') &&
    url?.search === '' &&
    url.hash === ''
  );
}
