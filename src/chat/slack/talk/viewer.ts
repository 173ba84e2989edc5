import type { Viewer } from '../../../ports/chat.ts';
import type { Who } from './who.ts';

/** Somebody of whom it is known who they are. */
export type Known = Extract<Who, { readonly person: unknown }>;

/** What the flow is told of a sender beside who they are. */
export const traits = ({ zone, askOnly }: Pick<Known, 'zone' | 'askOnly'>) => ({
  ...(zone === undefined ? {} : { zone }),
  ...(askOnly ? { askOnly } : {}),
});

export const viewerOf = (who: Known): Viewer => ({ app: 'slack', person: who.person, ...traits(who) });
