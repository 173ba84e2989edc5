import { type Ability, type Action, type Features, neededFor } from './permissions.ts';

/** A custom role as Azure takes it: https://learn.microsoft.com/azure/role-based-access-control/role-definitions */
export interface RoleDefinition {
  readonly Name: string;
  readonly IsCustom: true;
  readonly Description: string;
  readonly Actions: readonly Action[];
  readonly NotActions: readonly string[];
  /** Where it may be given, and below. */
  readonly AssignableScopes: readonly string[];
}

const DESCRIPTIONS: Record<Ability, string> = {
  read: 'Lets Ajar see VMs, what is before them, and who may reach them. It changes nothing.',
  open: 'Lets Ajar see, open ports just in time, and close them, early too. It puts no VM under just-in-time access.',
  configure:
    'Lets Ajar put VMs under just-in-time access and change how. Off by default: Ajar opens and closes without it. Give it only where Ajar is to do that, best to an identity of its own. Azure asks for the right to change the VM as well.',
  audit:
    'Lets Ajar see who has which rights on VMs and on what is before them (ajar azure bypass). It changes nothing.',
  sweep:
    'Lets "ajar sweep --once" find what is past its end and remove it. It opens nothing and writes nothing.',
};

/** The least that an identity of Ajar's needs to do this. */
export const roleFor = (ability: Ability, scopes: readonly string[], features: Features): RoleDefinition => ({
  Name: `Ajar ${ability}`,
  IsCustom: true,
  Description: DESCRIPTIONS[ability],
  Actions: neededFor(ability, features),
  NotActions: [],
  AssignableScopes: scopes,
});
