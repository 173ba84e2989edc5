import http from 'node:http';
import https from 'node:https';
import { codesOf, TRUST, UNTRUSTED } from '../untrusted.ts';

/** What came of trying to reach somebody. */
export interface Tried {
  readonly ok: boolean;
  readonly found: string;
  readonly fix: string;
}

/** Real milliseconds for one try, the proxy's part included. */
const LIMIT_MS = 5_000;

/** Asks for nothing but an answer, the way that everything of ours goes; whatever is answered says that it is reached. */
export async function tryHost(place: string, proxy: string | undefined, limitMs = LIMIT_MS): Promise<Tried> {
  const url = new URL(place);
  try {
    const status = await statusAt(url, limitMs);
    const by = proxy === undefined ? '' : ` through ${new URL(proxy).host}`;
    return { ok: true, found: `answers${by} (${status})`, fix: '' };
  } catch (error) {
    return proxy === undefined
      ? directly(url, error, limitMs)
      : throughProxy(url, error, new URL(proxy), limitMs);
  }
}

function statusAt(url: URL, limitMs: number): Promise<number> {
  const { request } = url.protocol === 'http:' ? http : https;
  const signal = AbortSignal.timeout(limitMs);
  return new Promise((resolve, reject) => {
    const asking = request(url, { method: 'HEAD', signal }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asking.on('error', (error) => reject(signal.aborted ? signal.reason : error)).end();
  });
}

const LATE = ['TimeoutError', 'ETIMEDOUT'];
const NAMELESS = ['ENOTFOUND', 'EAI_AGAIN'];

const codeOf = (error: unknown): string => {
  const { name } = error as { name?: string };
  return name === 'TimeoutError' ? name : (codesOf(error)[0] ?? name ?? 'unknown');
};

function directly({ host, port }: URL, error: unknown, limitMs: number): Tried {
  const code = codeOf(error);
  const reach = `let this machine reach ${host} on port ${port || 443}, or name the proxy that leads out in HTTPS_PROXY (docs/operations.md)`;
  if (isUntrusted(code)) return no(`its certificate is not trusted here (${code})`, TRUST);
  if (NAMELESS.includes(code))
    return no(`its name is not known here (${code})`, `let this machine resolve it; ${reach}`);
  if (LATE.includes(code)) return no(`no answer within ${limitMs / 1_000} s`, reach);
  return no(`no connection (${code})`, reach);
}

/** It resolves names and connects in our place: what fails before it answers is its own. */
function throughProxy({ host, port }: URL, error: unknown, proxy: URL, limitMs: number): Tried {
  const code = codeOf(error);
  const { statusCode } = error as { statusCode?: number };
  if (isUntrusted(code))
    return no(`what answers through the proxy has a certificate that is not trusted here (${code})`, TRUST);
  if (statusCode === 407)
    return no(
      'the proxy wants a user and a password (407)',
      'write them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT',
    );
  if (code === 'ERR_PROXY_TUNNEL')
    return no(
      `the proxy refused it${statusCode ? ` (${statusCode})` : ''}`,
      `have it let Ajar reach ${host} on port ${port || 443}`,
    );
  const own = 'mend HTTPS_PROXY, or name the host in NO_PROXY where it is reached without';
  if (NAMELESS.includes(code))
    return no(`the name of the proxy ${proxy.host} is not known here (${code})`, own);
  if (LATE.includes(code))
    return no(`no answer through the proxy ${proxy.host} within ${limitMs / 1_000} s`, own);
  return no(`no connection through the proxy ${proxy.host} (${code})`, own);
}

const isUntrusted = (code: string): boolean => UNTRUSTED.some((each) => each === code);
const no = (found: string, fix: string): Tried => ({ ok: false, found, fix });
