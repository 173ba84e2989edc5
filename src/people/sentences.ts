import { appTitle, howToLink } from '../access/linking.ts';
import type { Person } from '../access/person.ts';
import type { AccountId } from './links.ts';

/** Nobody is known by this account. */
export const nobodys = ({ app, team, user }: AccountId): string =>
  `Ajar does not know whose ${appTitle(app)} account this is. To link it, ${howToLink(app)}. ` +
  `Without Teams, an admin writes it beside your id in the policy file: accounts: {${app}: ${team}/${user}}.`;

export const taken = ({ name }: Person, app: string): string =>
  `This ${appTitle(app)} account is linked to ${name} already. Write "unlink ${app}" first, or ask an admin to; ` +
  'where the policy file names it, it is changed there.';

export const another = ({ name }: Person, app: string): string =>
  `${name} has another ${appTitle(app)} account linked in this workspace. Write "unlink ${app}" to Ajar in Teams first; ` +
  'where the policy file names it, it is changed there.';

export const noCode = (app: string): string =>
  'This code is no good: it is mistyped, used already, replaced by a newer one, or more than ten minutes old. ' +
  `Write "link ${app}" to Ajar in Teams for another.`;

export const TOO_MANY = 'Those were five wrong codes. Wait ten minutes, then ask for a new code.';
