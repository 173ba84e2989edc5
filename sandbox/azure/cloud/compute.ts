import type { Answer } from '../wire/answer.ts';
import type { Call, Route } from '../wire/routes.ts';
import { COMPUTE_VERSIONS } from '../wire/versions.ts';
import type { ArmDocument, VmDocument } from './documents.ts';
import { findByPath, readRoutes } from './resource-routes.ts';
import type { World } from './world.ts';

export const VM_TYPE = 'Microsoft.Compute/virtualMachines';
export const CLASSIC_TYPE = 'Microsoft.ClassicCompute/virtualMachines';

/** VMs, those of today and classic ones. */
export function computeRoutes(world: World): readonly Route[] {
  return [
    ...readRoutes(world, { type: VM_TYPE, family: 'compute', versions: COMPUTE_VERSIONS, shown: asCompute }),
    ...readRoutes(world, { type: CLASSIC_TYPE, family: 'compute', versions: COMPUTE_VERSIONS }),
    {
      method: 'GET',
      path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${VM_TYPE}/{name}/instanceView`,
      family: 'compute',
      action: `${VM_TYPE}/instanceView/read`,
      versions: COMPUTE_VERSIONS,
      answer: (call): Answer => ({
        status: 200,
        body: instanceView(findByPath<VmDocument>(world, call, VM_TYPE)),
      }),
    },
  ];
}

/** Only Resource Graph shows `extended`; compute shows the instance view when asked to. */
function asCompute(document: ArmDocument, call: Call): unknown {
  const { extended: _, ...properties } = document.properties;
  if (call.query.get('$expand')?.toLowerCase() !== 'instanceview') return { ...document, properties };
  return { ...document, properties: { ...properties, instanceView: instanceView(document as VmDocument) } };
}

function instanceView(vm: VmDocument): unknown {
  return {
    computerName: vm.name,
    statuses: [
      { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded' },
      vm.properties.extended.instanceView.powerState,
    ],
  };
}
