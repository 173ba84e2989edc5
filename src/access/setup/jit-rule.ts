import type { JitPort } from '../vm.ts';

/** What just-in-time access is to keep shut on one port, and what may be asked of it; `*` as a source only limits what may be asked. */
export type JitRule = Omit<JitPort, 'policyId'>;
