import type { Fault } from '../complaint.ts';
import type { SecretsRead } from './files.ts';
import { isOfAzure, isSecret } from './names.ts';

/** A secret in a key vault. */
export interface VaultSecret {
  /** `https://contoso.vault.azure.net`. */
  readonly vault: string;
  readonly name: string;
  /** The newest without. */
  readonly version?: string;
}

/** The value, or why not and what to do, in a sentence. */
export type AskVault = (
  secret: VaultSecret,
) => Promise<{ readonly value: string } | { readonly fault: string }>;

const PREFIX = 'keyvault:';
/** A token for a vault goes only where Azure has vaults. https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
const HOSTS = ['.vault.azure.net', '.vault.usgovcloudapi.net', '.vault.azure.cn'];
const FORM = 'keyvault:https://NAME.vault.azure.net/secrets/NAME';

export const isReference = (value: string | undefined): boolean => value?.startsWith(PREFIX) ?? false;

/** What settings of the form `NAME=keyvault:https://…` stand for, each vault's secret asked for once. */
export async function readVaultSecrets(
  env: Readonly<Record<string, string | undefined>>,
  ask: AskVault,
): Promise<SecretsRead> {
  const values: Record<string, string> = {};
  const faults: Fault[] = [];
  const references = Object.entries(env).filter(([, value]) => isReference(value));
  await Promise.all(
    references.map(async ([key, value = '']) => {
      const read = await readOne(key, value, ask);
      if ('value' in read) values[key] = read.value;
      else faults.push({ key, message: read.fault });
    }),
  );
  return { values, faults: faults.sort((a, b) => a.key.localeCompare(b.key)) };
}

function readOne(key: string, value: string, ask: AskVault): ReturnType<AskVault> {
  const no = async (fault: string) => ({ fault });
  if (!isSecret(key))
    return no(`found "${value}"; only secrets are read from Key Vault. Write the value itself.`);
  if (isOfAzure(key))
    return no('it opens the vault, so it cannot be in there; use a managed identity, or a file.');
  const secret = readReference(value);
  return secret ? ask(secret) : no(`found "${value}"; write ${FORM}.`);
}

function readReference(value: string): VaultSecret | undefined {
  const text = value.slice(PREFIX.length);
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, origin, pathname, search, hash, username } = new URL(text);
  const [, name, version] = /^\/secrets\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/.exec(pathname) ?? [];
  const isVault = HOSTS.some(
    (host) => /^[0-9a-z-]{3,24}$/.test(hostname.replace(host, '')) && hostname.endsWith(host),
  );
  if (protocol !== 'https:' || port !== '' || !isVault || `${search}${hash}${username}` !== '')
    return undefined;
  return name === undefined
    ? undefined
    : { vault: origin, name, ...(version === undefined ? {} : { version }) };
}
