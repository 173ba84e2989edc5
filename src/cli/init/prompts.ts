/** Says what is wrong with an answer, and what to write instead; undefined where it is right. */
export type Judge = (answer: string) => string | undefined;

interface Question {
  readonly message: string;
}

/** One thing to choose. */
export interface Choice<T> {
  readonly value: T;
  readonly name: string;
}

/** How a person is asked. `known` is what was answered before, and what Enter takes; `usual` what it takes the first time. */
export interface Prompts {
  say(text: string): void;
  text(
    question: Question & {
      readonly known?: string | undefined;
      readonly usual?: string;
      readonly judge?: Judge;
    },
  ): Promise<string>;
  /** Nothing of it is shown, nor what was there before. */
  hidden(question: Question & { readonly known: boolean; readonly judge?: Judge }): Promise<string>;
  choose<T extends string>(
    question: Question & {
      readonly choices: readonly Choice<T>[];
      readonly known?: T | undefined;
      readonly usual?: T;
    },
  ): Promise<T>;
  several<T extends string>(
    question: Question & {
      readonly choices: readonly Choice<T>[];
      readonly known?: readonly T[] | undefined;
      readonly atLeast?: number;
    },
  ): Promise<readonly T[]>;
  yes(
    question: Question & { readonly known?: boolean | undefined; readonly usual?: boolean },
  ): Promise<boolean>;
}

/** Asks only what was not answered before. */
export const onlyMissing = (prompts: Prompts): Prompts => ({
  ...prompts,
  text: async (question) => question.known || prompts.text(question),
  hidden: async (question) => (question.known ? '' : prompts.hidden(question)),
  choose: async (question) => question.known ?? prompts.choose(question),
  several: async (question) =>
    question.known && question.known.length > 0 ? question.known : prompts.several(question),
  yes: async (question) => question.known ?? prompts.yes(question),
});
