import type { Target } from '../target.ts';
import { AZURE_ANSWERS } from './azure-answers.ts';
import { AZURE_ROWS } from './azure-rows.ts';
import { CHATS } from './chats.ts';
import { PEOPLE } from './people.ts';
import { POLICIES } from './policy.ts';
import { STORED } from './stored.ts';
import { TEXTS } from './texts.ts';

/** Everything that reads bytes from outside. */
export const TARGETS: readonly Target[] = [
  ...[...TEXTS, ...POLICIES, ...CHATS, ...PEOPLE],
  ...[...AZURE_ROWS, ...AZURE_ANSWERS, ...STORED],
];
