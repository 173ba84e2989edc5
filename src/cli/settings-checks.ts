import type { Fault } from '../complaint.ts';
import type { Config } from '../config.ts';
import type { Check } from '../ports/check.ts';
import { newerOf } from '../secrets/names.ts';
import { type PeopleSettings, unreachable } from '../settings/look-ups.ts';
import { NATIONAL_CLOUDS } from '../settings/national-clouds.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyFaults, readPolicyOf } from '../wiring/policy-source.ts';

/** A check for each setting that is wrong, or one that says that all are right. */
export function settingsChecks(faults: readonly Fault[]): readonly Check[] {
  if (faults.length === 0) return [{ what: 'settings', ok: true, found: 'all of them can be read', fix: '' }];
  return faults.map(({ key, message }) => ({
    what: `setting ${key}`,
    ok: false,
    found: message,
    fix: 'change it in the environment or in .env; .env.example lists every setting',
  }));
}

/** Which Azure everything below is about, and where it is. */
export function cloudCheck({ cloud, azure }: Pick<Config, 'cloud' | 'azure'>): Check {
  const { title, portal } = NATIONAL_CLOUDS[cloud];
  const found = `${title} (AJAR_CLOUD=${cloud}): ${azure.endpoint}, sign-in at ${azure.authorityHost ?? 'the default'}, portal ${portal}`;
  return { what: 'cloud', ok: true, found, fix: '' };
}

/** Whether there is a policy, and whether anybody may ask for anything by it. */
export function policyCheck(
  config: Pick<Config, 'policy' | 'slack' | 'azure' | keyof PeopleSettings>,
): Check {
  const what = 'policy';
  const faults = policyFaults(config, CHAT_APPS);
  if (faults.length > 0) return { what, ok: false, found: faults.join('\n'), fix: fixOf(config) };
  const policy = readPolicyOf(config, CHAT_APPS);
  const missing = unreachable(policy, config);
  if (missing.length > 0) return { what, ok: false, found: missing.join('\n'), fix: fixOf(config) };
  const { closed, rules, hash } = policy;
  if (closed !== undefined) return { what, ok: false, found: 'nobody may ask for anything', fix: closed };
  const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  return { what, ok: true, found: `${count}, sha256 ${hash.slice(0, 12)}`, fix: '' };
}

const fixOf = ({ policy }: Pick<Config, 'policy'>): string =>
  'file' in policy
    ? `make ${policy.file} a file that "ajar policy check" takes, or name another in AJAR_POLICY`
    : 'mend AJAR_REQUESTERS, AJAR_APPROVERS and AJAR_ADMINS';

/** Whether people can be heard in Teams. */
export function teamsCheck({ teams, host }: Pick<Config, 'teams' | 'host'>): Check {
  const what = 'teams';
  if (!teams)
    return {
      ...{ what, ok: 'unknown', found: 'not configured' },
      fix: 'set TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (docs/teams.md)',
    };
  if (teams.auth === 'off')
    return {
      ...{ what, ok: 'unknown', found: `authentication is off, on ${host} only` },
      fix: 'for a real tenant leave TEAMS_AUTH out',
    };
  const found = `app ${teams.appId} (${teams.appType}), tenants ${teams.tenants.join(', ')}`;
  return { what, ok: true, found, fix: '' };
}

/** Whether what a rule with stepUp asks for can be approved at all. */
export function signInCheck({ policy, signIn }: Pick<Config, 'policy' | 'signIn'>): Check {
  const what = 'sign-in';
  if (signIn)
    return {
      what,
      ok: true,
      found: `approvers confirm at ${signIn.issuer}, as app ${signIn.clientId}`,
      fix: '',
    };
  const rules =
    policyFaults({ policy }, CHAT_APPS).length > 0 ? [] : readPolicyOf({ policy }, CHAT_APPS).rules;
  const asking = rules.filter(({ stepUp }) => stepUp).map(({ id }) => id);
  const fix = 'set AJAR_OIDC_CLIENT_ID, AJAR_OIDC_CLIENT_SECRET and AJAR_PUBLIC_URL (docs/approvals.md)';
  if (asking.length === 0)
    return { what, ok: 'unknown', found: 'not configured, and no rule asks for it', fix };
  return {
    what,
    ok: false,
    found: `what is asked for by ${asking.join(', ')} (stepUp) cannot be approved`,
    fix,
  };
}

/** Whether an old secret is still taken beside the new one. */
export function rotationCheck({
  slack,
  hookSecrets,
  audit,
}: Pick<Config, 'slack' | 'hookSecrets' | 'audit'>): Check {
  const what = 'old secrets';
  const old = [
    ...((slack?.signingSecrets.length ?? 0) > 1 ? ['a second SLACK_SIGNING_SECRET'] : []),
    ...Object.keys(hookSecrets).filter((name) => newerOf(name) !== undefined),
    ...((audit.webhook?.secrets.length ?? 0) > 1 ? ['AJAR_AUDIT_WEBHOOK_SECRET_OLD'] : []),
  ];
  if (old.length === 0) return { what, ok: true, found: 'none is taken beside a new one', fix: '' };
  const fix = 'once nobody signs or checks with them any more, take them out and start Ajar anew';
  return { what, ok: 'unknown', found: `still taken beside the new ones: ${old.join(', ')}`, fix };
}

/** Whether people are offered the page that sees where they come from. */
export function pagesCheck({
  publicUrl,
  trustedProxies,
}: Pick<Config, 'publicUrl' | 'trustedProxies'>): Check {
  const what = 'pages';
  if (publicUrl === undefined)
    return {
      ...{ what, ok: 'unknown', found: '"Use my address" is not offered: no public address is set' },
      fix: 'set AJAR_PUBLIC_URL to the https address under which people reach Ajar (docs/source.md)',
    };
  const proxies =
    trustedProxies.length > 0
      ? `behind ${trustedProxies.join(', ')}`
      : 'with no proxy before it that is trusted';
  return { what, ok: true, found: `"Use my address" at ${publicUrl}, ${proxies}`, fix: '' };
}
