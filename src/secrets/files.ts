import { readFileSync, statSync } from 'node:fs';
import type { Fault } from '../complaint.ts';
import { secretOfFile } from './names.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Secrets that came from elsewhere than the environment, and why the others did not. */
export interface SecretsRead {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** No secret is longer, and a wrong path may lead to anything. */
const MOST_BYTES = 64 * 1024;

/** What `NAME_FILE` names, as Docker and Kubernetes hand secrets over. */
export function readSecretFiles(env: Env): SecretsRead {
  const values: Record<string, string> = {};
  const faults: Fault[] = [];
  for (const [setting, file] of Object.entries(env)) {
    const key = secretOfFile(setting);
    if (key === undefined || !file) continue;
    const read = env[key] ? { fault: `${key} is set as well; leave one of them out.` } : readOne(file);
    if ('value' in read) values[key] = read.value;
    else faults.push({ key, message: `${setting} is set, and ${read.fault}` });
  }
  return { values, faults };
}

function readOne(file: string): { readonly value: string } | { readonly fault: string } {
  try {
    if (statSync(file).size > MOST_BYTES)
      return { fault: `${file} is no secret: it has more than ${MOST_BYTES} bytes.` };
    const value = readFileSync(file, 'utf8').replace(/(?:\r?\n)+$/, '');
    return value === '' ? { fault: `${file} is empty; write the secret into it.` } : { value };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { fault: `${file} cannot be read (${code}); name a file that this user may read.` };
  }
}
