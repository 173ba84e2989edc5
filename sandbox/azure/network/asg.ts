import type { Cloud } from '../cloud/cloud.ts';
import type { Link, Nic, SecurityRule } from '../cloud/documents.ts';
import type { World } from '../cloud/world.ts';
import { allows } from '../sign-in/permissions.ts';
import { ArmError } from '../wire/answer.ts';

export const ASG_TYPE = 'Microsoft.Network/applicationSecurityGroups';

/**
 * The rule with every application security group as the addresses of its members: of the interfaces' configurations that
 * name it, as they are now. A group that nobody is in stands for nobody.
 */
export function withMembers(cloud: Cloud, rule: SecurityRule): SecurityRule {
  const { sourceApplicationSecurityGroups: from, destinationApplicationSecurityGroups: to } = rule.properties;
  if (!from?.length && !to?.length) return rule;
  const members = (links: readonly Link[]): string[] => links.flatMap(({ id }) => membersOf(cloud, id));
  return {
    ...rule,
    properties: {
      ...rule.properties,
      ...(from?.length ? { sourceAddressPrefixes: members(from) } : {}),
      ...(to?.length ? { destinationAddressPrefixes: members(to) } : {}),
    },
  };
}

function membersOf(cloud: Cloud, asgId: string): readonly string[] {
  const nics = cloud.ofType<Nic>('Microsoft.Network/networkInterfaces');
  return nics
    .flatMap(({ properties }) => properties.ipConfigurations)
    .filter(({ properties }) =>
      properties.applicationSecurityGroups?.some(({ id }) => id.toLowerCase() === asgId.toLowerCase()),
    )
    .map(({ properties }) => properties.privateIPAddress);
}

const JOIN = `${ASG_TYPE}/joinNetworkSecurityRule/action`;

/** Whoever writes a rule about a group must be let to join it. The action is documented; that a whole write asks for it is inferred. */
export function checkJoins(world: World, rules: readonly Pick<SecurityRule, 'properties'>[]): void {
  const linked = rules.flatMap(({ properties: p }) => [
    ...(p.sourceApplicationSecurityGroups ?? []),
    ...(p.destinationApplicationSecurityGroups ?? []),
  ]);
  const [first] = linked;
  if (!first || allows(world.permissions, JOIN)) return;
  throw new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client with object id '${world.principal.objectId}' has permission to perform the write; however, it does not have permission to perform action '${JOIN}' on the linked scope(s) '${first.id}'.`,
  );
}
