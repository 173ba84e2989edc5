import type { Policy } from '../access/policy/policy.ts';
import { type Config, vaultReferences } from '../config.ts';
import type { Check } from '../ports/check.ts';
import { goesThrough, unusedIn } from '../settings/network.ts';
import { type Used, usedBy } from '../settings/outbound.ts';
import type { Env } from '../settings/settings.ts';
import { type Tried, tryHost } from './try-host.ts';

/** How everything outside is reached, and whether each of them answers. */
export async function hostChecks(
  config: Config,
  env: Env,
  policy: Policy | undefined,
  tried = tryHost,
): Promise<readonly Check[]> {
  const used = usedBy({ config, env, policy, references: vaultReferences() });
  return [
    proxyCheck(config, env),
    ...(await Promise.all(used.map((each) => hostCheck(each, config, tried)))),
  ];
}

function proxyCheck({ proxy }: Config, env: Env): Check {
  const what = 'proxy';
  if (!proxy) {
    const other = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].find((name) => env[name]);
    if (other === undefined) return { what, ok: true, found: 'none: everything is called straight', fix: '' };
    const found = `none for HTTPS, though ${other} is set`;
    return { what, ok: 'unknown', found, fix: 'set HTTPS_PROXY where it is to be called through it' };
  }
  const found = `${new URL(proxy.url).host}, but for ${proxy.bypass.join(', ')}`;
  const unused = unusedIn(env);
  if (unused.length === 0) return { what, ok: true, found, fix: '' };
  const fix = `write names of hosts in NO_PROXY in place of ${unused.join(', ')}: nobody compares anything with these`;
  return { what, ok: 'unknown', found, fix };
}

async function hostCheck(
  { places, what: purpose, setting }: Used,
  config: Config,
  tried: typeof tryHost,
): Promise<Check> {
  const what = `outbound ${places.map((place) => place.replace('https://', '')).join(', ')}`;
  const said = (found: string): string => `${purpose} (${setting}): ${found}`;
  const exact = places.filter((place) => !place.startsWith('*.'));
  if (exact.length === 0)
    return {
      what,
      ok: 'unknown',
      found: said('any host of these may be called, so none was tried'),
      fix: LET_ALL,
    };
  const all = await Promise.all(exact.map((place) => tried(place, goesThrough(place, config.proxy))));
  // Where several stand for one, those that are reached are enough.
  const best: Tried | undefined = all.find(({ ok }) => ok) ?? all[0];
  return { what, ok: best?.ok ?? 'unknown', found: said(best?.found ?? ''), fix: best?.fix ?? '' };
}

const LET_ALL = 'where hosts have to be allowed one by one, allow all of them';
