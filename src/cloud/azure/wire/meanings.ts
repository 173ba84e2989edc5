import type { CloudErrorKind } from '../../../ports/provider.ts';
import type { Doing, Sentence } from './doing.ts';
import { SILENCES } from './silences.ts';
import { missingPermission, type VendorError } from './vendor-error.ts';

/** What a failure means to people and to the caller. */
export interface Meaning {
  readonly kind: CloudErrorKind;
  readonly sentence: string;
  /** Nothing can have changed in the cloud. */
  readonly nothingSent: boolean;
}

type Row = readonly [CloudErrorKind, Sentence];

/** Azure's codes that mean more than their status does; a map, since a table would also have `constructor`. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
const CODES: ReadonlyMap<string, Row> = new Map(
  Object.entries<Row>({
    ScopeLocked: [
      'conflict',
      (d) =>
        `A lock on the resource keeps Azure from it: Ajar could not ${d.what}. Remove the lock, or ask whoever set it.`,
    ],
    ReadOnlyDisabledSubscription: [
      'conflict',
      (d) => `The subscription is disabled and read only: Ajar could not ${d.what}. Enable it again.`,
    ],
    RequestDisallowedByPolicy: [
      'denied',
      (d) => `An Azure Policy of your organisation forbids it: Ajar could not ${d.what}.`,
    ],
    PolicyNotFound: [
      'not-found',
      (d) => `${capital(d.subject)} does not exist any more. Configure JIT for the VM in Defender for Cloud.`,
    ],
    AnotherOperationInProgress: [
      'busy',
      (d) => `Azure is still busy with another change there: Ajar could not yet ${d.what}.`,
    ],
    RetryableErrorDueToAnotherOperation: [
      'busy',
      (d) => `Azure is still busy with another change there: Ajar could not yet ${d.what}.`,
    ],
    CanceledAndSupersededDueToAnotherOperation: [
      'busy',
      (d) => `Another change there took the place of this one: Ajar could not yet ${d.what}.`,
    ],
    // Reported with 400 and with 409. https://github.com/hashicorp/terraform-provider-azurerm/issues/15440
    FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting: [
      'busy',
      (d) => `Azure is still busy with another change of the firewall: Ajar could not yet ${d.what}.`,
    ],
    FirewallPolicyRuleCollectionGroupUpdateNotAllowed: [
      'busy',
      (d) => `Azure is still busy with another change of the firewall: Ajar could not yet ${d.what}.`,
    ],
    SecurityRuleConflict: [
      'busy',
      (d) => `Another rule took the same priority at the same moment: Ajar could not yet ${d.what}.`,
    ],
    NoRegisteredProviderFound: [
      'broken',
      (d) => `This region or API does not know the call: Ajar could not ${d.what}.`,
    ],
  }),
);

const STATUSES: Readonly<Record<number, Row>> = {
  400: ['broken', (d) => `Azure did not accept the call to ${d.what}.`],
  401: [
    'denied',
    (d) =>
      `Azure did not accept Ajar's token, so it could not ${d.what}. Check that the token scope ${d.scope} belongs to ${d.host}.`,
  ],
  403: ['denied', deniedSentence],
  404: [
    'not-found',
    (d) => `${capital(d.subject)} is not there: Azure does not know it, or Ajar may not see it.`,
  ],
  408: ['busy', (d) => `Azure did not take the call to ${d.what} in time.`],
  409: ['busy', (d) => `Something else is changing there at the moment: Ajar could not yet ${d.what}.`],
  412: [
    'conflict',
    (d) => `It was changed by somebody else at the same moment: Ajar did not ${d.what}, and reads it again.`,
  ],
  429: [
    'busy',
    (d, v) =>
      `Azure asks Ajar to slow down${v.retryAfterMs === undefined ? '' : ` (for ${Math.ceil(v.retryAfterMs / 1000)} s)`}: it could not yet ${d.what}.`,
  ],
  503: ['busy', (d) => `Azure is not available just now (503): Ajar could not ${d.what}.`],
};

/** The kind and the sentence of a failure, by Azure's code first, then by status, then by what kept it from answering. */
export function meaningOf(vendor: VendorError, doing: Doing): Meaning {
  const { status, code } = vendor;
  const row = CODES.get(code) ?? (status === undefined ? undefined : STATUSES[status]);
  // A 4xx says that Azure did not do it; 408 alone leaves open what became of it.
  const nothingSent = status !== undefined && status >= 400 && status < 500 && status !== 408;
  if (row) return { kind: row[0], sentence: row[1](doing, vendor), nothingSent };
  if (status !== undefined) {
    return {
      kind: 'broken',
      sentence: `Azure answered with an error (${status} ${code}): Ajar could not ${doing.what}.`,
      nothingSent,
    };
  }
  return withoutAnswer(vendor, doing);
}

function withoutAnswer(vendor: VendorError, doing: Doing): Meaning {
  const silence = SILENCES.find(({ codes }) => codes.includes(vendor.code));
  if (silence) {
    const { kind, nothingSent } = silence;
    return { kind, nothingSent, sentence: silence.sentence(doing, vendor) };
  }
  const sentence = `The call to Azure at ${doing.host} failed (${vendor.code}): Ajar could not ${doing.what}.`;
  return { kind: 'broken', sentence, nothingSent: false };
}

function deniedSentence(doing: Doing, vendor: VendorError): string {
  const missing = missingPermission(vendor.message);
  const where = missing?.scope === undefined ? '' : ` on ${missing.scope}`;
  return `Ajar may not ${doing.what}: its identity lacks the permission ${missing?.action ?? doing.action}${where}. Give it a role with this action.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
