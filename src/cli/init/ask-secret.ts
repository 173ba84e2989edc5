import { Complaint } from '../../complaint.ts';
import { isReference } from '../../secrets/vault.ts';
import type { Secret } from './answers.ts';
import type { Values } from './env-text.ts';
import { quoted } from './env-text.ts';
import { faultIn } from './examine.ts';
import type { Prompts } from './prompts.ts';

const FILE = 'file:';

/** The secret itself, or where it is; what was there before stays where nothing is typed. */
export async function askSecret(
  prompts: Prompts,
  key: string,
  message: string,
  before: Secret | undefined,
  others: Values = {},
): Promise<Secret | undefined> {
  const typed = (
    await prompts.hidden({
      message: `${message}, or file:PATH or keyvault:https://…`,
      known: before !== undefined,
      judge: (text) => judge(key, text, others),
    })
  ).trim();
  if (typed === '') return before;
  return typed.startsWith(FILE) ? { file: typed.slice(FILE.length) } : { value: typed };
}

/** What is elsewhere is judged where it is read. */
function judge(key: string, text: string, others: Values): string | undefined {
  if (text.startsWith(FILE)) return text.length > FILE.length ? undefined : 'Write the path behind it.';
  if (isReference(text)) return undefined;
  try {
    quoted(key, text);
  } catch (error) {
    if (error instanceof Complaint) return error.message;
    throw error;
  }
  return faultIn(key, text, others);
}

/** A part with its secret, or without. */
export const withSecret = <K extends string>(
  name: K,
  secret: Secret | undefined,
): Partial<Record<K, Secret>> => (secret ? { [name]: secret } : {}) as Partial<Record<K, Secret>>;
