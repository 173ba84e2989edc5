import type { Features } from '../../cloud/azure/permissions.ts';
import type { Answers } from './answers.ts';
import type { Lists } from './lists.ts';

/** What the files for administrators are made from. */
export interface Given {
  readonly answers: Answers;
  /** What is switched on, also by settings that the set-up does not ask for: `ajar doctor` looks at them, too. */
  readonly features: Features;
  readonly lists: Lists;
}
