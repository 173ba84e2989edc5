import type { Fault } from '../complaint.ts';
import type { Settings } from './settings.ts';

const LISTS = ['AJAR_REQUESTERS', 'AJAR_APPROVERS', 'AJAR_ADMINS'] as const;

/** Lists beside a file are read by nobody: whoever takes an approver out of one believes that they may not approve any more. */
export const policyListFaults = (settings: Settings): readonly Fault[] =>
  settings.AJAR_POLICY
    ? LISTS.filter((key) => settings[key].length > 0).map((key) => ({
        key,
        message: 'it is not read while AJAR_POLICY names a file; say it in that file, and remove it here.',
      }))
    : [];
