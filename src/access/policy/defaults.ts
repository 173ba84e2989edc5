import type { Policy } from './policy.ts';

const MINUTE = 60_000;

/** What holds where the policy says nothing. */
export const DEFAULTS: Policy['defaults'] = {
  durationMs: 60 * MINUTE,
  warnBeforeMs: 10 * MINUTE,
  pendingMs: 30 * MINUTE,
  routes: { ask: ['direct'], tell: [] },
};

/** Putting VMs under just-in-time access takes two admins. */
export const SETUP: Policy['setup'] = { approval: 'admin', routes: { ask: ['direct'] } };
