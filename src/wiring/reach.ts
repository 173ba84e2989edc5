import { readFileSync } from 'node:fs';
import http from 'node:http';
import tls from 'node:tls';
import { bypassOf, proxyOf } from '../settings/network.ts';

type Changeable = Record<string, string | undefined>;

/** What was done last: reading the environment again changes nothing. */
let done: { readonly key: string; readonly restore: () => void } | undefined;

/**
 * Sets this process up for a network that is locked down, before anything is called. Node's own clients, `fetch` and whatever
 * uses Node's global agents go through the proxy from here on; Azure's libraries bring agents of their own and read the
 * environment for it, each in its own way: so everybody is left one form there that all of them read alike.
 */
export function reachOut(env: Changeable): void {
  const proxy = proxyOf(env);
  const bypass = bypassOf(env);
  const key = JSON.stringify([proxy, bypass, env.AJAR_CA_FILE]);
  if (done?.key === key) return;
  done?.restore();
  const restores = [trustAlso(env.AJAR_CA_FILE), goThrough(env, proxy, bypass)];
  done = { key, restore: () => restores.forEach((each) => void each()) };
}

const nothing = (): void => undefined;

/** A file that cannot be read is a fault of the settings, told with the others. */
function trustAlso(file: string | undefined): () => void {
  if (!file || !tls.setDefaultCACertificates) return nothing;
  const before = tls.getCACertificates('default');
  try {
    tls.setDefaultCACertificates([...before, readFileSync(file, 'utf8')]);
  } catch {
    return nothing;
  }
  return () => tls.setDefaultCACertificates(before);
}

function goThrough(env: Changeable, proxy: string | undefined, bypass: readonly string[]): () => void {
  if (proxy === undefined) return nothing;
  const without = bypass.join(',');
  Object.assign(env, { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: without, no_proxy: without });
  const { setGlobalProxyFromEnv } = http as Partial<{ setGlobalProxyFromEnv(env: Changeable): () => void }>;
  return setGlobalProxyFromEnv?.(env) ?? nothing;
}
