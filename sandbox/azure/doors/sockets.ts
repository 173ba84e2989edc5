import { VM_TYPE } from '../cloud/compute.ts';
import type { World } from '../cloud/world.ts';
import type { FullScenario } from '../scenario.ts';
import type { Door } from './doors.ts';

/** A VM and its sockets on this machine, `3389/tcp` to `127.0.0.1:49001`. */
export interface VmSockets {
  readonly id: string;
  readonly name: string;
  readonly sockets: Readonly<Record<string, string>>;
}

/** Every VM with its sockets; classic ones have none. */
export function socketsOf({ cloud }: World, doors: readonly Door[]): readonly VmSockets[] {
  return cloud.ofType(VM_TYPE).map((vm) => ({
    id: vm.id,
    name: vm.name,
    sockets: Object.fromEntries(doors.filter((d) => d.vm === vm.id).map((d) => [d.port, d.socket])),
  }));
}

/** The scenario's ports that no JIT policy guards, by lower-cased VM id. */
export function morePorts({ cloud }: World, scenario: FullScenario): ReadonlyMap<string, readonly number[]> {
  const wanted = scenario.vms.filter((vm) => vm.ports.length > 0);
  return new Map(
    wanted.flatMap((vm) => {
      const group = scenario.groups[vm.group]?.name ?? vm.group;
      const suffix = `/resourcegroups/${group}/providers/${VM_TYPE}/${vm.name}`.toLowerCase();
      const found = cloud.ofType(VM_TYPE).find((d) => d.id.toLowerCase().endsWith(suffix));
      return found ? [[found.id.toLowerCase(), vm.ports] as const] : [];
    }),
  );
}
