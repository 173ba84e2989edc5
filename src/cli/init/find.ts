import { existsSync, readFileSync } from 'node:fs';
import { environment } from '../../config.ts';
import type { Env } from '../../settings/settings.ts';
import { shippedText } from '../../shipped.ts';
import { type Answers, noAnswers } from './answers.ts';
import { readAnswers } from './answers-file.ts';
import { readEnv } from './env-text.ts';
import { examineAnswers } from './examine.ts';
import { filesOf, LAST } from './files.ts';
import { loadLists } from './lists.ts';
import { policyText } from './policy-text.ts';
import { recall } from './recall.ts';
import { type Planned, plan } from './write.ts';

/** What an earlier set-up, or somebody by hand, has left in the working folder. */
export interface Finding {
  readonly first: boolean;
  /** The environment as it was then, with what `.env` says. */
  readonly env: Env;
  /** Of `.env`, or of the example that a new one begins as. */
  readonly envText: string;
  /** What it comes to as answers. Without a policy where the file is not what the last set-up wrote. */
  readonly before: Answers;
  /** There is a policy file that is somebody's own. */
  readonly ownPolicy: boolean;
}

export function findWhatIsThere(): Finding {
  const env = read('.env');
  const lastText = read(LAST);
  const last = lastText === undefined ? noAnswers() : readAnswers(lastText, LAST, {}, noAnswers());
  const { policy, ...rest } = recall(env === undefined ? {} : readEnv(env), last);
  const text = read(rest.policyFile);
  const ours = policy && (text === undefined || text === policyText(policy, rest.policyFile));
  return {
    ...{ first: env === undefined, env: { ...environment() } },
    envText: env ?? shippedText('.env.example'),
    before: { ...rest, ...(ours && { policy }) },
    ownPolicy: text !== undefined && !ours,
  };
}

/** Every file for these answers, and what becomes of it. */
export async function filesFor(answers: Answers, { envText, env }: Finding): Promise<readonly Planned[]> {
  const features = examineAnswers(answers, env).config.azure;
  return plan(filesOf({ answers, features, lists: await loadLists() }, envText));
}

const read = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;
