import { readMarker } from '../../../access/marker.ts';
import type { CannotTell } from '../../../ports/outside.ts';
import type { CloudError } from '../../../ports/provider.ts';
import { nameIn } from '../wire/resource-id.ts';
import type { Entry } from './entries.ts';

/** What may be ours and open, and cannot be told from the cloud alone. */
export type Doubt = CannotTell;

/** An app's opening, as Ajar's are, without the reason that would say whose it is. */
export const isUnnamed = ({ justification = '', requestor }: Entry): boolean =>
  justification.trim() === '' && requestor.trim() === '';

export const noReason = (entry: Entry): Doubt =>
  doubt(
    entry,
    "an app opened it, and Azure kept no reason, so that nobody can tell whether it is Ajar's. Look for it in Ajar's audit log, and close it in Defender for Cloud when nobody needs it.",
  );

export const noSource = (entry: Entry): Doubt =>
  doubt(
    entry,
    `Azure's record gives ${JSON.stringify(entry.source)} as its source, by which its rule cannot be told from others. Close it in Defender for Cloud.`,
  );

/** The rule is found by the VM's interfaces: without the VM it cannot be. `why` is missing when Azure says that the VM is not there. */
export const noVm = (entry: Entry, why: CloudError | undefined): Doubt =>
  doubt(
    entry,
    why
      ? `the VM could not be read, so neither could its rules. ${why.message}`
      : 'Azure does not know the VM any more, so that its rules cannot be found. Remove what is left of it in the network security groups ("JITRule" in the name).',
  );

export const noPolicies = (subscription: string, why: CloudError): Doubt => ({
  sentence: `What is open in the subscription ${subscription} could not be read. ${why.message}`,
});

export const NO_SUBSCRIPTION: Doubt = {
  sentence:
    'Azure shows no subscription to Ajar, so that nothing was looked at. Give its identity the role Reader on those that matter, or set AJAR_AZURE_SUBSCRIPTIONS.',
};

function doubt(entry: Entry, rest: string): Doubt {
  const { number, vmId, source, until, justification } = entry;
  const request = readMarker(justification);
  const where = `Port ${number} of ${nameIn(vmId)} from ${source || 'no source'}`;
  const whose = request === undefined ? '' : ` (${request})`;
  return { sentence: `${where} until ${until.toISOString()}${whose}: ${rest}`, until };
}
