import { Command, InvalidArgumentError, Option } from 'commander';
import { isGuid } from '../access/guid.ts';
import type { Ability, Features } from '../cloud/azure/permissions.ts';
import type { RoleDefinition } from '../cloud/azure/roles.ts';
import { environment, examineConfig } from '../config.ts';
import { ConfigError } from '../settings/settings.ts';

/** A subscription that nobody has: the role can be looked at, but not be made. */
const PLACEHOLDER = '/subscriptions/00000000-0000-0000-0000-000000000000';

/** The choices of --can, in the words of its help. */
const CAN: Record<Ability, string> = {
  read: 'see VMs, what is before them, and who may reach them',
  open: 'see, open ports and close them, early too',
  configure: 'put VMs under just-in-time access; off by default, best with an identity of its own',
  audit: 'see who could open ports without Ajar (ajar azure bypass)',
  sweep: 'find what is past its end and remove it (ajar sweep --once); it opens nothing',
};

const HELP = `
What each can do, and no more:
${Object.entries(CAN)
  .map(([name, what]) => `  ${name.padEnd(11)}${what}`)
  .join('\n')}

What opening by rules of Ajar's own takes is in them only with --nsg or AJAR_NSG=on, what writing whole security groups
takes only with --nsg-whole or AJAR_NSG_WHOLE=on, what rules in firewall policies take only with --firewall or
AJAR_FIREWALL=on, what asking Azure's IP flow verify takes only with --ip-flow or AJAR_IP_FLOW=on,
what looking at the requester's own roles takes only with --rights or AJAR_REQUESTER_RIGHTS=on.

Examples
  ajar azure role --can open --scope /subscriptions/<id> > role.json
  az role definition create --role-definition @role.json
  ajar azure role --can sweep --text`;

interface Options {
  readonly can: Ability;
  readonly scope?: readonly string[];
  readonly nsg?: true;
  readonly nsgWhole?: true;
  readonly firewall?: true;
  readonly ipFlow?: true;
  readonly rights?: true;
  readonly text?: true;
}

/** `ajar azure role --can ABILITY`: the least-privilege custom role, as Azure takes it or with the reason of each action. */
export const roleCommand = (): Command =>
  new Command('role')
    .description("write the custom role that lets Ajar's identity do one thing and no more")
    .addOption(
      new Option('--can <what>', 'what it is to do').choices(Object.keys(CAN)).makeOptionMandatory(true),
    )
    .option(
      '--scope <scopes...>',
      'where it may be given; the subscriptions of AJAR_AZURE_SUBSCRIPTIONS unless given',
      scope,
    )
    .option('--nsg', "also what rules of Ajar's own take; so it is with AJAR_NSG=on")
    .option('--nsg-whole', 'also what writing whole security groups takes; so it is with AJAR_NSG_WHOLE=on')
    .option(
      '--firewall',
      "also what Ajar's own rules in firewall policies take; so it is with AJAR_FIREWALL=on",
    )
    .option('--ip-flow', "also what asking Azure's IP flow verify takes; so it is with AJAR_IP_FLOW=on")
    .option('--rights', "also what the requester's own roles take; so it is with AJAR_REQUESTER_RIGHTS=on")
    .addOption(new Option('--text', 'each action with its reason').conflicts('json'))
    .option('--json', 'as Azure takes it; so it is unless told otherwise')
    .addHelpText('after', HELP)
    .action(write);

async function write({
  can,
  scope: given,
  nsg,
  nsgWhole,
  firewall,
  ipFlow,
  rights,
  text,
}: Options): Promise<void> {
  const { roleFor } = await import('../cloud/azure/roles.ts');
  const { scopes, features } = configured();
  const wanted = given ?? scopes;
  const more = {
    ...(nsg && { nsg }),
    ...(nsgWhole && { nsg: true, nsgWhole }),
    ...(firewall && { firewall }),
    ...(ipFlow && { ipFlow }),
    ...(rights && { rights }),
  };
  const role = roleFor(can, wanted.length > 0 ? wanted : [PLACEHOLDER], { ...features, ...more });
  console.log(text ? await textOf(role) : JSON.stringify(role, null, 2));
  if (wanted.length === 0) console.error(NO_SCOPE);
}

const NO_SCOPE =
  `Warning: it has the placeholder scope ${PLACEHOLDER}, where Azure makes no role. ` +
  'Pass --scope /subscriptions/<id>, or set AJAR_AZURE_SUBSCRIPTIONS, and write it again.';

const COUNTS: ReadonlySet<string> = new Set([
  ...['AJAR_AZURE_SUBSCRIPTIONS', 'AJAR_NSG', 'AJAR_NSG_WHOLE', 'AJAR_FIREWALL', 'AJAR_IP_FLOW'],
  'AJAR_REQUESTER_RIGHTS',
]);

/** The settings that count here: the others may be wrong, or not there yet. Throws `ConfigError`. */
function configured(): { readonly scopes: readonly string[]; readonly features: Features } {
  const { config, faults } = examineConfig(environment());
  const wrong = faults.filter(({ key }) => COUNTS.has(key));
  if (wrong.length > 0) throw new ConfigError(wrong.map(({ key, message }) => `${key}: ${message}`));
  const { subscriptions = [] } = config.azure;
  return { scopes: subscriptions.map((id) => `/subscriptions/${id}`), features: config.azure };
}

async function textOf({ Name, Description, Actions, AssignableScopes }: RoleDefinition): Promise<string> {
  const { whyOf } = await import('../cloud/azure/permissions.ts');
  const width = Math.max(...Actions.map(({ length }) => length));
  const lines = Actions.map((action) => `  ${action.padEnd(width)}  to ${whyOf(action)}`);
  return [
    `${Name}: ${Description}`,
    ...lines,
    'It may be given on',
    ...AssignableScopes.map((s) => `  ${s}`),
  ].join('\n');
}

/** The only scopes at which Azure makes roles. https://learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes */
const SCOPES = [
  /^\/subscriptions\/(?<guid>[^/]+)(\/resourceGroups\/[\p{L}\p{N}_().-]{1,90})?$/iu,
  /^\/providers\/Microsoft\.Management\/managementGroups\/[\w().-]{1,90}$/i,
] as const;

function scope(value: string, before: readonly string[] = []): readonly string[] {
  const found = SCOPES.map((form) => form.exec(value)).find((match) => match !== null);
  const id = found?.groups?.guid;
  if (found && (id === undefined || isGuid(id))) return [...before, value];
  throw new InvalidArgumentError(
    `"${value}" is no scope such as /subscriptions/<id> or /subscriptions/<id>/resourceGroups/<name>.`,
  );
}
