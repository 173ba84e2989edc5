import type { Vm } from '../../access/vm.ts';
import { createClock } from '../../clock.ts';
import { type Config, signInWith } from '../../config.ts';
import { createLog } from '../../log.ts';
import { openAzure } from '../../main.ts';
import type { Check } from '../../ports/check.ts';
import { readSecretFiles } from '../../secrets/files.ts';
import { isReference } from '../../secrets/vault.ts';
import type { Env } from '../../settings/settings.ts';
import { checkLines } from '../check-lines.ts';
import { slackCheck } from '../slack-check.ts';
import { storeCheck } from '../store-check.ts';
import type { Answers } from './answers.ts';
import { examineAnswers } from './examine.ts';
import type { Part } from './missing.ts';
import type { Prompts } from './prompts.ts';
import { valuesOf } from './values.ts';

interface Seen {
  readonly checks: readonly Check[];
  readonly vms?: readonly Vm[];
}

/** How `ajar doctor` looks at a part; of the others it can only say whether their settings are right, which was said. */
const LOOKS: Readonly<Partial<Record<Part, (config: Config) => Promise<Seen>>>> = {
  place: async (config) => ({ checks: [await storeCheck(config)] }),
  slack: async (config) => ({ checks: config.slack ? [await slackCheck(config)] : [] }),
  azure: lookAtAzure,
};

/** Settings that a look at a part sends somewhere. */
const SENT: Readonly<Partial<Record<Part, RegExp>>> = {
  place: /^REDIS_/,
  slack: /^SLACK_/,
  azure: /^AZURE_/,
};

/** Looks at what was just answered, and says what was found; nothing that is found or not reached ends the set-up. */
export async function lookAt(
  part: Part,
  answers: Answers,
  env: Env,
  prompts: Prompts,
): Promise<readonly Vm[]> {
  const look = LOOKS[part];
  const values: Env = { ...env, ...valuesOf(answers) };
  if (look === undefined) return [];
  const elsewhere = Object.keys(values).filter((key) => SENT[part]?.test(key) && isReference(values[key]));
  if (elsewhere.length > 0) {
    prompts.say(`${elsewhere.join(', ')} is in Key Vault: "ajar doctor" looks at it once it is written.`);
    return [];
  }
  const { config, faults } = examineAnswers(answers, env);
  if (faults.some(({ key }) => SENT[part]?.test(key))) return [];
  signInWith({ ...values, ...readSecretFiles(values).values });
  try {
    const { checks, vms = [] } = await look(config);
    for (const check of checks) prompts.say(checkLines(check));
    return vms;
  } catch (error) {
    // Whatever it is, the answers stand, and the doctor looks again.
    prompts.say(`It could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

async function lookAtAzure(config: Config): Promise<Seen> {
  const azure = await openAzure(config, createClock(config.clock), createLog('error'));
  const checks = await azure.checks();
  const reached = checks.some(({ what, ok }) => what === 'azure VMs' && ok !== false);
  return { checks, vms: reached ? await azure.inventory.all() : [] };
}
