import { type Config, environment, examineConfig } from '../config.ts';
import { ConfigError, type Env } from '../settings/settings.ts';

/** What the sweep goes by. Nothing about chats, people, the policy or the store. */
const COUNTS = /^(AZURE_|AJAR_(AZURE_|CLOUD$|CLOCK$|NSG|FIREWALL))/;

/**
 * The settings of Azure alone: on the night on which it is needed, a fault in anything else is said and is no reason to leave
 * a port open. Rules of every provider are looked for, whichever is switched on here: what may not be read is then a doubt
 * and never "nothing there". Throws `ConfigError`.
 */
export function sweepConfig(warn: (line: string) => void, env: Env = environment()): Config {
  const { config, faults } = examineConfig(env);
  const wrong = faults.filter(({ key }) => COUNTS.test(key));
  if (wrong.length > 0) throw new ConfigError(wrong.map(({ key, message }) => `${key}: ${message}`));
  for (const { key, message } of faults) warn(`left aside, as a sweep does not need it: ${key}: ${message}`);
  // With a right to delete and no other, as this is meant to run, a write of a whole group would only be refused.
  return { ...config, azure: { ...config.azure, nsg: true, firewall: true, nsgWhole: false } };
}
