import type { Fault } from '../../complaint.ts';
import { type ConfigRead, examineConfig } from '../../config.ts';
import { readSecretFiles } from '../../secrets/files.ts';
import { isReference } from '../../secrets/vault.ts';
import type { Env } from '../../settings/settings.ts';
import { CHAT_APPS } from '../../wiring/chat-apps.ts';
import { readPolicyText } from '../../wiring/policy-source.ts';
import type { Answers, PolicyAnswers } from './answers.ts';
import type { Values } from './env-text.ts';
import { policyText } from './policy-text.ts';
import { valuesOf } from './values.ts';

/** What Ajar would make of these answers, over everything else that is set. What is only in Key Vault is not judged here. */
export function examineAnswers(answers: Answers, env: Env): ConfigRead {
  const all = { ...env, ...valuesOf(answers) };
  const files = readSecretFiles(all);
  const read = examineConfig({ ...all, ...files.values }, files.faults);
  return { ...read, faults: read.faults.filter(({ key }) => !isReference(all[key])) };
}

/** What is wrong with what was answered; what was not answered yet is no fault here. */
export function faultsOf(answers: Answers, env: Env): readonly Fault[] {
  const values = valuesOf(answers);
  return examineAnswers(answers, env).faults.filter(({ key }) => values[key] || values[`${key}_FILE`]);
}

/** What is wrong with a single setting, if it were this. */
export function faultIn(key: string, value: string, others: Values = {}): string | undefined {
  return examineConfig({ ...others, [key]: value }, []).faults.find((fault) => fault.key === key)?.message;
}

/** Every fault of the policy that the answers come to, by what `ajar policy check` says. */
export function policyFaultsOf(policy: PolicyAnswers, file: string): readonly string[] {
  const read = readPolicyText(policyText(policy, file), file, CHAT_APPS);
  return 'faults' in read ? read.faults : [];
}
