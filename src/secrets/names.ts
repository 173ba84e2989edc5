/** Settings whose values nobody may read: hidden in faults, masked in the log, and given by file or Key Vault as well. */
export const SECRETS = [
  ...['TEAMS_APP_PASSWORD', 'SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'],
  ...['AJAR_CONFIGURE_CLIENT_SECRET', 'AJAR_OIDC_CLIENT_SECRET', 'AJAR_PAGERDUTY_TOKEN'],
  ...['AJAR_AUDIT_KEY', 'AJAR_AUDIT_WEBHOOK_SECRET', 'AJAR_AUDIT_WEBHOOK_SECRET_OLD'],
  // What a collector asks for of whoever sends.
  'OTEL_EXPORTER_OTLP_HEADERS',
  // An address with a password in it.
  'REDIS_URL',
] as const;

/** Of Azure's own sign-in, which reads them from the environment itself. */
const OF_AZURE = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'] as const;

const NAMES: ReadonlySet<string> = new Set([...SECRETS, ...OF_AZURE]);
const HOOK = /^AJAR_HOOK_[A-Z0-9_]{1,60}$/;
const FILE = '_FILE';
const OLD = '_OLD';

/** It may hold a password, and files and vaults are read only once it is known. */
const PROXY = 'HTTPS_PROXY';

/** Whose values no fault shows. */
export const isHidden = (name: string): boolean => isSecret(name) || name === PROXY;

export const isSecret = (name: string): boolean => NAMES.has(name) || isHookSecret(name);

/** What signs for a hook of the policy, by whatever name the policy gives it; the one before it ends in `_OLD`. */
export const isHookSecret = (name: string): boolean => HOOK.test(name) && !name.endsWith(FILE);

export const isOfAzure = (name: string): boolean => OF_AZURE.some((each) => each === name);

/** `SLACK_BOT_TOKEN` of `SLACK_BOT_TOKEN_FILE`: the secret that such a file holds; undefined for any other name. */
export function secretOfFile(name: string): string | undefined {
  const secret = name.endsWith(FILE) ? name.slice(0, -FILE.length) : '';
  return isSecret(secret) ? secret : undefined;
}

/** The secret that one which ends in `_OLD` was before; undefined for any other name. */
export function newerOf(name: string): string | undefined {
  return isSecret(name) && name.endsWith(OLD) ? name.slice(0, -OLD.length) : undefined;
}

/** A part alone, and what it says where it is a header. */
const partsOf = (part: string): readonly string[] =>
  part.includes('-----') ? [] : [part, part.slice(part.indexOf('=') + 1)];

/** Every value in these settings that must not be shown; of several in one setting, and of a key's lines, each. */
export const secretsIn = (env: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) => {
    if (name.toUpperCase() === PROXY && value) return passwordIn(value);
    // The first and last line of a key are those of any key.
    return isSecret(name) && value ? [value, ...value.split(/[\s,]+/).flatMap(partsOf)] : [];
  });

/** Where a proxy is may be read, unlike by which password. */
function passwordIn(url: string): readonly string[] {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  return password === '' ? [] : [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign of its own
  }
}
