import type { AuditEvent, NewEvent, SetupKind } from '../../access/audit-event.ts';
import type { Person } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { Setup, SetupStepName } from '../../access/setup/setup.ts';
import type { Deps } from '../deps.ts';

export const SETUP_KINDS: Readonly<Record<SetupStepName, SetupKind>> = {
  approve: 'setupApproved',
  deny: 'setupDenied',
  cancel: 'setupCancelled',
  lapse: 'setupLapsed',
  applied: 'setupApplied',
  applyFailed: 'setupFailed',
  continued: 'setupContinued',
};

/** The audit line of a setup as it is after the event: its sources are those that may be asked for. */
export const setupEvent = (
  deps: { readonly policy: () => Pick<ReturnType<Deps['policy']>, 'hash'> },
  setup: Setup,
  kind: SetupKind | 'refused',
  at: Date,
  said: Pick<AuditEvent, 'app' | 'detail'> & {
    readonly actor: Person;
    readonly traces?: readonly string[];
    readonly entitled?: string;
  },
): NewEvent => ({
  ...{ at, kind, traces: [], ...said, request: setup.id, status: setup.status, vms: [setup.vm.id] },
  ports: setup.rules.map(formatPort),
  sources: [...new Set(setup.rules.flatMap(({ sources }) => sources))],
  ...{ rules: [], policy: deps.policy().hash },
  ...(setup.ticket === undefined ? {} : { ticket: setup.ticket }),
});
