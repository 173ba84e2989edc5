import { isoDuration } from '../access/duration.ts';
import { formatPort } from '../access/port.ts';
import { groupOf, whyUnsupported } from '../access/protection.ts';
import type { VmRow } from '../ports/card.ts';

/** A VM as plain data: durations as ISO 8601, instants in UTC. */
export function vmAsJson({ vm, use }: VmRow): object {
  const why = whyUnsupported(vm.protection);
  return {
    ...{ name: vm.name, id: vm.id, resourceGroup: vm.resourceGroup, subscription: vm.subscriptionName },
    ...{ location: vm.location, os: vm.os, power: vm.power, tags: vm.tags },
    ...(vm.instances === undefined ? {} : { instances: vm.instances }),
    protection: groupOf(vm.protection),
    ...(typeof vm.protection === 'string' ? {} : { reason: vm.protection.unsupported, why }),
    behind: vm.behind,
    ports: vm.jit.map(({ number, protocol, maxDurationMs, sources, policyId }) => ({
      port: formatPort({ number, protocol }),
      ...{ longest: isoDuration(maxDurationMs), sources, policy: policyId },
    })),
    approvedLast7Days: use.lately,
    ...(use.last ? { lastAccess: use.last.at.toISOString(), lastUser: use.last.by } : {}),
    openNow: use.now.map((holding) => ({ ...holding, until: holding.until.toISOString() })),
  };
}
