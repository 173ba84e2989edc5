import { existsSync } from 'node:fs';
import type { Env } from '../../settings/settings.ts';
import type { Answers } from './answers.ts';
import { FOLDER } from './files.ts';
import { missingOf } from './missing.ts';
import { valuesOf } from './values.ts';
import type { Planned } from './write.ts';

/** What is left to do, for whoever ran the set-up. */
export function nextSteps(answers: Answers, files: readonly Planned[], env: Env): string {
  const missing = missingOf(answers, existsSync(answers.policyFile));
  const pages = files.filter(({ path }) => path.startsWith(`${FOLDER}/`) && path.endsWith('.md'));
  const over = overridden(answers, env);
  const steps = [
    ...pages.map(({ path, about }) => `Hand ${path} over (${about}).`),
    ...(missing.length > 0
      ? [
          `Still missing:\n${missing.map(({ what, from }) => `     ${what}, from ${from}`).join('\n')}\n   Once you have it: npm run -s ajar -- init`,
        ]
      : []),
    'See what is missing or not reachable: npm run -s ajar -- doctor',
    ...(missing.length === 0 ? ['Start it: npm start'] : []),
  ];
  return [
    ...(over.length > 0
      ? [`Of the environment goes before .env: ${over.join(', ')}. Take it out there, or it stays as it is.`]
      : []),
    'What comes next:',
    ...steps.map((step, index) => `${String(index + 1).padStart(2)} ${step}`),
  ].join('\n');
}

/** Node takes what is set in the environment, whatever .env says. What .env said until now was read into it as well. */
function overridden(answers: Answers, env: Env): readonly string[] {
  const values = valuesOf(answers);
  return Object.keys(values).filter(
    (key) => values[key] && env[key] !== undefined && env[key] !== '' && env[key] !== values[key],
  );
}
