import { checkbox, confirm, input, password, select } from '@inquirer/prompts';
import type { Judge, Prompts } from './prompts.ts';

/** Asks at the terminal of this process. */
export const terminalPrompts = (): Prompts => ({
  say: (text) => console.log(text),
  text: ({ message, known, usual = '', judge }) =>
    // What is there can be changed letter by letter, or taken out.
    input({ message, default: known ?? usual, prefill: 'editable', validate: validator(judge) }).then(
      (text) => text.trim(),
    ),
  hidden: ({ message, known, judge }) =>
    password({
      message: `${message} (${known ? 'there already, Enter keeps it' : 'Enter for later'})`,
      mask: true,
      toggleMask: false,
      validate: validator((text) => (text === '' ? undefined : judge?.(text))),
    }),
  choose: ({ message, choices, known, usual }) => {
    const first = known ?? usual;
    return select({
      message,
      choices: [...choices],
      loop: false,
      ...(first === undefined ? {} : { default: first }),
    });
  },
  several: ({ message, choices, known = [], atLeast = 0 }) =>
    checkbox({
      message,
      loop: false,
      choices: choices.map((choice) => ({ ...choice, checked: known.includes(choice.value) })),
      validate: (chosen) => chosen.length >= atLeast || `Choose ${atLeast} at least, with the space bar.`,
    }),
  yes: ({ message, known, usual = true }) => confirm({ message, default: known ?? usual }),
});

const validator =
  (judge: Judge | undefined) =>
  (text: string): true | string =>
    judge?.(text.trim()) ?? true;
