import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import tls from 'node:tls';
import { z } from 'zod';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy that calls go through, and the hosts that are called without it. */
export interface ProxySettings {
  readonly url: string;
  /** As `NO_PROXY` is left in the environment. */
  readonly bypass: readonly string[];
}

const PROXY =
  'write the address of the proxy, such as http://USER:PASSWORD@proxy.example.com:3128, with what is special in a password as %40';
const OLD_NODE = `calls through a proxy take Node 24.14 or newer, and this is ${process.versions.node}: use that one`;
const OLD_NODE_CA = `this takes Node 22.19 or newer, and this is ${process.versions.node}: set NODE_EXTRA_CA_CERTS in the environment instead`;

export const NETWORK_SHAPE = {
  HTTPS_PROXY: z
    .string()
    .refine(isProxy, PROXY)
    .refine(() => 'setGlobalProxyFromEnv' in http, OLD_NODE)
    .optional(),
  NO_PROXY: z.string().optional(),
  AJAR_CA_FILE: z
    .string()
    .refine(
      isCaFile,
      "name a file with the certificates of the company's authorities as PEM, which this user may read",
    )
    .refine(() => 'setDefaultCACertificates' in tls, OLD_NODE_CA)
    .optional(),
};

const SHAPE = z.object(NETWORK_SHAPE);

export const networkOf = (given: z.infer<typeof SHAPE>): { readonly proxy?: ProxySettings } =>
  given.HTTPS_PROXY === undefined
    ? {}
    : { proxy: { url: given.HTTPS_PROXY, bypass: hostsIn(given.NO_PROXY).filter((host) => host !== '*') } };

/** Environments have these in small letters as well; where they differ, what is written for Ajar counts. */
export function proxyOf(env: Env): string | undefined {
  const found = env.HTTPS_PROXY || env.https_proxy;
  return found && isProxy(found) && !written(env).includes('*') ? found : undefined;
}

const hostsIn = (text = ''): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');

const written = (env: Env): readonly string[] => hostsIn(env.NO_PROXY || env.no_proxy);

/** This machine, and where Azure gives a VM its identity: https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#proxies */
const NEVER = ['localhost', '127.0.0.1', '[::1]', '169.254.169.254'];
/** Where other hosts of Azure's give an identity: App Service, Container Apps, Arc. */
const IDENTITY = ['IDENTITY_ENDPOINT', 'MSI_ENDPOINT', 'IMDS_ENDPOINT', 'AZURE_POD_IDENTITY_AUTHORITY_HOST'];

/**
 * Whom nobody asks through the proxy. Each client reads NO_PROXY in its own way: some take `contoso.com` for that host alone and
 * some know neither `*.contoso.com` nor ports. A name with the same behind a dot means to all of them the host and what is below.
 */
export function bypassOf(env: Env): readonly string[] {
  const named = written(env).flatMap((word) => nameOf(word) ?? []);
  const identity = IDENTITY.flatMap((name) => {
    const url = env[name];
    return url && URL.canParse(url) ? [new URL(url).hostname] : [];
  });
  // What nobody can use stays, so that whoever wrote it is told.
  return [...new Set([...NEVER, ...identity, ...named.flatMap((name) => bothOf(name)), ...unusedIn(env)])];
}

/** What no client can use: ranges of addresses. Told, since whoever wrote them believes otherwise. */
export const unusedIn = (env: Env): readonly string[] =>
  written(env).filter((word) => nameOf(word) === undefined);

/** The proxy that an address is called through; undefined where it is called straight. */
export function goesThrough(url: string, proxy: ProxySettings | undefined): string | undefined {
  const { protocol, hostname } = new URL(url);
  const straight = proxy?.bypass.some((each) =>
    each.startsWith('.') ? hostname.endsWith(each) : hostname === each,
  );
  return protocol === 'https:' && !straight ? proxy?.url : undefined;
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])$/;

const bothOf = (name: string): readonly string[] => (ADDRESS.test(name) ? [name] : [name, `.${name}`]);

/** The host of `*.contoso.com:443`, `.contoso.com` or `contoso.com`; undefined for what is no host. */
function nameOf(word: string): string | undefined {
  const name = word
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/:\d+$/, '');
  return ADDRESS.test(name) || /^[a-z0-9](?:[a-z0-9_-]*\.?)*$/.test(name) ? name : undefined;
}

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search } = new URL(text);
  return /^https?:$/.test(protocol) && hostname !== '' && `${pathname}${search}`.length <= 1;
}

function isCaFile(file: string): boolean {
  try {
    const blocks =
      readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0;
  } catch {
    return false; // not there, not ours to read, or no certificate: the fault says all three
  }
}
