import { z } from 'zod';
import { block, oneOrMore } from './blocks.ts';
import type { PolicyNames } from './checks.ts';

/** `direct`, or a chat app and one of its conversations. */
export const route = ({ apps }: PolicyNames) =>
  z
    .string({ error: routeError(apps) })
    .refine(
      (text) =>
        text === 'direct' || apps.some((app) => text.startsWith(`${app}:`) && /^[^\s:]+:\S+$/.test(text)),
      { error: routeError(apps) },
    )
    .meta({ title: 'route', pattern: `^(direct|(${apps.join('|')}):\\S+)$` });

/** A conversation that hears of what is nobody's request, so that nobody can be told directly. */
export const channel = (names: PolicyNames) =>
  route(names)
    .refine((text) => text !== 'direct', { error: 'write a conversation: nobody asked for it' })
    .meta({ title: 'conversation', pattern: `^(${names.apps.join('|')}):\\S+$` });

const routeError = (apps: readonly string[]): string =>
  `write "direct", or a chat app and its conversation: ${apps.map((app) => `"${app}:<conversation>"`).join(' or ')}`;

/** Where only is asked, and nothing told. */
export const askRoutes = (names: PolicyNames) =>
  block(
    { ask: oneOrMore(route(names)).optional().describe('Where admins are asked.') },
    'write a block with ask',
  );
