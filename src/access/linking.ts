import { readDigits } from './request-id.ts';

/** 40 bits: at five wrong tries in ten minutes, nobody meets one by trying. */
export const LINK_CODE_LENGTH = 8;

/** A code as people type it, in any case, perhaps with hyphens, in its one way of writing. Undefined when it cannot be one. */
export function readLinkCode(text: string): string | undefined {
  const digits = readDigits(text.replaceAll(/[\s-]/g, ''));
  return digits?.length === LINK_CODE_LENGTH ? digits : undefined;
}

/** How a chat app is called in a sentence: `Slack`. */
export const appTitle = (app: string): string => app.charAt(0).toUpperCase() + app.slice(1);

/** What begins a sentence to Ajar wherever one is in an app; elsewhere people just write to it. */
const COMMANDS: Readonly<Record<string, string>> = { slack: '/jit ' };

/** What somebody writes in an app to link their account there. */
export const linkLine = (app: string, code: string): string => `${COMMANDS[app] ?? ''}link ${code}`;

/** How somebody in an app that knows no Entra id links their account there, as a half sentence. */
export const howToLink = (app: string): string =>
  `write "link ${app}" to Ajar in Teams, then write here: ${linkLine(app, 'and the code')}`;
