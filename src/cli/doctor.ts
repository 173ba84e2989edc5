import { Command } from 'commander';
import { createClock } from '../clock.ts';
import { type Config, environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { CHAT_APPS, openAzure, openStore } from '../main.ts';
import { readPolicyOf } from '../policy-source.ts';
import type { Check } from '../ports/check.ts';
import { ConfigError } from '../settings.ts';

const MARKS = { true: 'ok  ', false: 'BAD ', unknown: '?   ' } as const;

/** `ajar doctor`: what is configured, what is reachable, what is missing, each with its fix. Ends with 1 when something is bad. */
export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('look at the settings, the policy, the store and Azure, and say what to mend')
    .option('--json', 'one JSON object a line')
    .action(async (options: { readonly json?: boolean }) => {
      const checks = await examine();
      for (const check of checks) console.log(options.json ? JSON.stringify(check) : lineOf(check));
      if (checks.some((check) => check.ok === false)) process.exitCode = 1;
    });

const lineOf = ({ ok, what, found, fix }: Check): string =>
  `${MARKS[`${ok}`]} ${what}: ${found}${fix ? `\n       to mend it: ${fix}` : ''}`;

async function examine(): Promise<readonly Check[]> {
  let config: Config;
  try {
    config = readConfig(environment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => ({
      what: 'settings',
      ok: false,
      found: fault,
      fix: 'see .env.example',
    }));
  }
  return [
    { what: 'node', ok: true, found: process.versions.node, fix: '' },
    policyCheck(config),
    teamsCheck(config),
    await storeCheck(config),
    ...(await azureChecks(config)),
  ];
}

function policyCheck(config: Config): Check {
  try {
    const policy = readPolicyOf(config, CHAT_APPS);
    if (policy.closed !== undefined)
      return { what: 'policy', ok: false, found: 'nobody may ask for anything', fix: policy.closed };
    return {
      what: 'policy',
      ok: true,
      found: `${policy.rules.length} rules, sha256 ${policy.hash.slice(0, 12)}`,
      fix: '',
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      what: 'policy',
      ok: false,
      found: error.faults.join('; '),
      fix: 'run "ajar policy check FILE" and mend what it names',
    };
  }
}

function teamsCheck({ teams, host }: Config): Check {
  if (!teams)
    return {
      what: 'teams',
      ok: 'unknown',
      found: 'not configured',
      fix: 'set TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (docs/teams.md)',
    };
  if (teams.auth === 'off')
    return {
      what: 'teams',
      ok: 'unknown',
      found: `authentication is off, on ${host} only`,
      fix: 'for a real tenant leave TEAMS_AUTH out',
    };
  return {
    what: 'teams',
    ok: true,
    found: `app ${teams.appId} (${teams.appType}), tenants ${teams.tenants.join(', ')}`,
    fix: '',
  };
}

/** An installation that never ran has no store yet: that is no fault. */
async function storeCheck(config: Config): Promise<Check> {
  try {
    const store = await openStore(config, { mustExist: true });
    const [newest] = await store.events({ limit: 1 });
    await store.close();
    return {
      what: 'store',
      ok: true,
      found: `${config.dataFolder}, newest event ${newest?.at.toISOString() ?? 'none'}`,
      fix: '',
    };
  } catch (error) {
    return {
      what: 'store',
      ok: 'unknown',
      found: (error as Error).message,
      fix: 'it is made at the first "ajar serve"; set AJAR_DATA to move it',
    };
  }
}

async function azureChecks(config: Config): Promise<readonly Check[]> {
  const azure = await openAzure(config, createClock(config.clock), createLog('error'));
  return azure.checks();
}
