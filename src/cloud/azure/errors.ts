import { CloudError, type CloudErrorKind } from '../../ports/provider.ts';
import { missingPermission, readVendorError, type VendorError } from './vendor-error.ts';

/** What was being done, so that a failure can be told in a sentence. */
export interface Doing {
  /** With "to" before it: `read the JIT policy "default"`. */
  readonly what: string;
  /** The permission it takes, for when Azure refuses without naming it. */
  readonly action: string;
  /** What was asked for, for when Azure says that it is not there: `the VM "web-01"`. */
  readonly subject: string;
  /** The Resource Manager that was called. */
  readonly host: string;
  readonly scope: string;
  readonly limitMs: number;
}

interface Meaning {
  readonly kind: CloudErrorKind;
  readonly sentence: string;
  /** Nothing can have changed in the cloud. */
  readonly nothingSent: boolean;
}

/** Translates whatever an Azure library threw; the vendor's own error is kept as `cause`, Azure's correlation id as `trace`. */
export function toCloudError(error: unknown, doing: Doing): CloudError {
  if (error instanceof CloudError) return error;
  const vendor = readVendorError(error);
  const { kind, sentence, nothingSent } = meaningOf(vendor, doing);
  const { retryAfterMs, trace } = vendor;
  return new CloudError(kind, sentence, { cause: error, nothingSent, retryAfterMs, trace });
}

type Sentence = (doing: Doing, vendor: VendorError) => string;
type Row = readonly [CloudErrorKind, Sentence];

/** Azure's codes that mean more than their status does. https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
const CODES: Readonly<Record<string, Row>> = {
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
  NoRegisteredProviderFound: [
    'broken',
    (d) => `This region or API does not know the call: Ajar could not ${d.what}.`,
  ],
};

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

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** @azure/identity names its errors in `name`; they carry no code. */
const TOKEN_FAILURES: ReadonlySet<string> = new Set([
  'AggregateAuthenticationError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

function meaningOf(vendor: VendorError, doing: Doing): Meaning {
  const { status, code } = vendor;
  const row = CODES[code] ?? (status === undefined ? undefined : STATUSES[status]);
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
  return withoutAnswer(code, doing);
}

function withoutAnswer(code: string, doing: Doing): Meaning {
  if (UNREACHABLE.has(code)) {
    return {
      kind: 'busy',
      sentence: `Ajar could not reach Azure at ${doing.host} (${code}), so it could not ${doing.what}. Check the network and the AJAR_AZURE settings.`,
      nothingSent: true,
    };
  }
  if (UNTRUSTED.has(code)) {
    return {
      kind: 'broken',
      sentence: `The certificate of ${doing.host} is not trusted here (${code}). If a proxy or the sandbox issued it, name its certificate in NODE_EXTRA_CA_CERTS.`,
      nothingSent: true,
    };
  }
  if (TOKEN_FAILURES.has(code)) {
    return {
      kind: 'broken',
      sentence: `Ajar could not sign in to Azure, so it could not ${doing.what}. Give it a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; "ajar doctor" tells more.`,
      nothingSent: true,
    };
  }
  if (code === 'AbortError' || code === 'TimeoutError') {
    return {
      kind: 'busy',
      sentence: `Azure at ${doing.host} did not answer within ${doing.limitMs / 1000} s: Ajar could not ${doing.what}.`,
      nothingSent: false,
    };
  }
  return {
    kind: 'broken',
    sentence: `The connection to Azure at ${doing.host} failed (${code}): Ajar could not ${doing.what}.`,
    nothingSent: false,
  };
}

function deniedSentence(doing: Doing, vendor: VendorError): string {
  const missing = missingPermission(vendor.message);
  const where = missing?.scope === undefined ? '' : ` on ${missing.scope}`;
  return `Ajar may not ${doing.what}: its identity lacks the permission ${missing?.action ?? doing.action}${where}. Give it a role with this action.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What became of a call that was to change something: Azure said no for good, it did nothing but may later, or nobody knows. */
export type Fate = 'refused' | 'undone' | 'unknown';

export function fateOf(error: CloudError): Fate {
  if (!error.nothingSent) return 'unknown';
  const answered = readVendorError(error.cause).status !== undefined;
  return answered && error.kind !== 'busy' ? 'refused' : 'undone';
}
