import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Complaint } from '../../complaint.ts';
import type { Env } from '../../settings/settings.ts';
import { type Answers, answersShape, type Secret } from './answers.ts';

const NO_SECRET = 'a secret is not written here: write {file: PATH}, {env: NAME} or keyvault:https://…';
/** A secret is never written into such a file: it says where the secret is. */
const REFERENCE = z.union(
  [
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ env: z.string().min(1) }),
    z.string().startsWith('keyvault:', NO_SECRET),
  ],
  NO_SECRET,
);
type Reference = z.infer<typeof REFERENCE>;
const SHAPE = answersShape(REFERENCE);

/**
 * The answers of a file (YAML or JSON), with what `env` has for the secrets that it names there. Secrets that it leaves out stay as
 * they were in `before`. Throws `Complaint` with every fault.
 */
export function readAnswers(text: string, file: string, env: Env, before: Answers): Answers {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw new Complaint(`${file} is no YAML: ${error.message.split('\n')[0]}`); // below it is what stands there
  const given: unknown = document.toJS() ?? {};
  const read = SHAPE.safeParse(given);
  if (!read.success) throw new Complaint(faultsIn(file, read.error));
  const { answers, missing } = withSecrets(read.data, env, before);
  if (missing.length > 0)
    throw new Complaint(
      `${file} names what is not set in the environment: ${missing.join(', ')}. Set it, or name another.`,
    );
  // Where nothing is said of the store, it stays where it is.
  return { ...answers, ...(Object.hasOwn(given as object, 'store') ? {} : { store: before.store }) };
}

function withSecrets(
  { teams, slack, azure, store, ...rest }: z.infer<typeof SHAPE>,
  env: Env,
  before: Answers,
): { readonly answers: Answers; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const find = (reference: Reference): Secret => {
    if (typeof reference === 'string') return { value: reference };
    if ('file' in reference) return reference;
    const value = env[reference.env];
    if (!value) missing.push(reference.env);
    return { value: value ?? '' };
  };
  const answers: Answers = {
    ...rest,
    ...(teams && { teams: filled(teams, ['password'], before.teams, find) }),
    ...(slack && { slack: filled(slack, ['botToken', 'signingSecret', 'appToken'], before.slack, find) }),
    azure: filled(azure, ['clientSecret'], before.azure, find),
    store: 'redis' in store ? { redis: find(store.redis) } : store,
  };
  return { answers, missing };
}

/** A part with its secrets in the place of where they are, and those that it leaves out as they were. */
function filled<P extends object, K extends keyof P>(
  part: P,
  names: readonly K[],
  before: Partial<Record<K, Secret | undefined>> | undefined,
  find: (reference: Reference) => Secret,
) {
  const bare = Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name as K)));
  const secrets = names.flatMap((name) => {
    const reference = part[name] as Reference | undefined;
    const secret = reference === undefined ? before?.[name] : find(reference);
    return secret ? [[name, secret]] : [];
  });
  return { ...bare, ...Object.fromEntries(secrets) } as Omit<P, K> & Partial<Record<K, Secret>>;
}

const faultsIn = (file: string, error: z.ZodError): string =>
  [
    `${file} is not taken:`,
    ...error.issues.map(
      ({ path, message }) => `${path.length > 0 ? path.join('.') : 'the file'}: ${message}`,
    ),
  ].join('\n  ');
