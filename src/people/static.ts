import type { Policy } from '../access/policy/policy.ts';
import type { People } from '../ports/people.ts';
import { createPeople } from './people.ts';

/** People as the policy's own groups list them; `policy` is asked every time, so that a changed file counts at the next click. */
export const createStaticPeople = (policy: () => Policy): People => createPeople({ policy, sources: {} });
