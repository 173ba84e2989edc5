import { Command } from 'commander';
import { createClock } from '../clock.ts';
import { type Config, environment, examineConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import type { Check } from '../ports/check.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyFaults, readPolicyOf } from '../wiring/policy-source.ts';
import { alarmsCheck } from './alarms-check.ts';
import { checkLines } from './check-lines.ts';
import { hostChecks } from './hosts-check.ts';
import { type DoctorOptions, tryLive } from './live/command.ts';
import { reachChecks } from './reach-check.ts';
import {
  cloudCheck,
  pagesCheck,
  policyCheck,
  rotationCheck,
  settingsChecks,
  signInCheck,
  teamsCheck,
} from './settings-checks.ts';
import { auditChecks } from './sinks-check.ts';
import { slackCheck } from './slack-check.ts';
import { slackGroupsCheck } from './slack-groups-check.ts';
import { storeCheck } from './store-check.ts';

const HELP = `
Every line is "ok", "BAD" or "?"; the last means that it could not be told, or that it is not in use.

--live opens one port of a real VM through Defender (or a rule of Ajar's own), for the least time there is, from one address,
reads everything back, closes it at once and proves it shut, also on Ctrl-C. What differs from docs/azure.md is "BAD".

Ends with
  0  nothing is bad
  1  something is bad: a setting, the policy, the store, or what Azure allows`;

/** `ajar doctor`: what is configured, what is reachable, what is missing, each with its fix. Ends with 1 when something is bad. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at the settings, the policy, the store and Azure, and say what to mend')
    .option('--json', 'one JSON object a line')
    .option('--live <vm>', 'open one port of this VM, for a moment, and say what Azure really does')
    .option('--port <port>', 'with --live: which port, such as 22')
    .option('--source <address>', 'with --live: the one address that is let in')
    .option('--yes', 'with --live: really do it')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => {
      const checks = options.live === undefined ? await examine() : await tryLive(options.live, options);
      for (const check of checks) console.log(options.json ? JSON.stringify(check) : checkLines(check));
      if (checks.some((check) => check.ok === false)) process.exitCode = 1;
    });

/** Wrong settings hide nothing that can be looked at without them. */
async function examine(): Promise<readonly Check[]> {
  const { config, faults } = examineConfig(environment());
  const fit = faults.length === 0;
  return [
    { what: 'node', ok: true, found: process.versions.node, fix: '' },
    ...settingsChecks(faults),
    policyCheck(config),
    ...(fit
      ? [
          cloudCheck(config),
          teamsCheck(config),
          await slackCheck(config),
          ...(await slackGroupsCheck(config)),
          pagesCheck(config),
          signInCheck(config),
          rotationCheck(config),
          ...alarmsCheck(config),
        ]
      : []),
    await storeCheck(config),
    ...(fit ? await auditChecks(config) : []),
    ...(fit ? await outsideChecks(config) : []),
    ...(fit ? await azureChecks(config) : [NOT_ASKED]),
  ];
}

/** Whom Ajar calls, and whom it could not tell anything. */
async function outsideChecks(config: Config): Promise<readonly Check[]> {
  const policy = policyFaults(config, CHAT_APPS).length > 0 ? undefined : readPolicyOf(config, CHAT_APPS);
  const hosts = await hostChecks(config, environment(), policy);
  return [...hosts, ...(policy ? await reachChecks(config, policy) : [])];
}

const NOT_ASKED: Check = {
  what: 'azure',
  ok: 'unknown',
  found: 'not looked at with wrong settings',
  fix: 'mend the settings above, then run this again',
};

async function azureChecks(config: Config): Promise<readonly Check[]> {
  const azure = await openAzure(config, createClock(config.clock), createLog('error'));
  return azure.checks();
}
