import { unheard } from '../access/policy/unheard.ts';
import type { Config } from '../config.ts';
import type { Check } from '../ports/check.ts';
import { CHAT_APPS } from '../wiring/chat-apps.ts';
import { policyFaults, readPolicyOf } from '../wiring/policy-source.ts';

/** Whether somebody hears of what cannot be closed. A policy with faults has a check of its own. */
export function alarmsCheck({ policy: source }: Pick<Config, 'policy'>): readonly Check[] {
  if (policyFaults({ policy: source }, CHAT_APPS).length > 0) return [];
  const found = unheard(readPolicyOf({ policy: source }, CHAT_APPS));
  const what = 'alarms';
  if (!found) return [{ what, ok: true, found: 'somebody is on call, or a conversation is told', fix: '' }];
  const fix =
    'file' in source
      ? `name people in "onCall" of ${source.file}, or a conversation in "defaults: routes: tell" (docs/operations.md, "Alarms in chat")`
      : 'set AJAR_ADMINS, or write a policy file with "onCall" (docs/policy.md)';
  return [{ what, ok: found.nobody ? false : 'unknown', found: found.sentence, fix }];
}
