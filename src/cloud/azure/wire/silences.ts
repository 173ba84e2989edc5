import type { CloudErrorKind } from '../../../ports/provider.ts';
import { TRUST, UNTRUSTED } from '../../../untrusted.ts';
import type { Sentence } from './doing.ts';

/** A reason why no answer came. */
interface Silence {
  readonly codes: readonly string[];
  readonly kind: CloudErrorKind;
  readonly nothingSent: boolean;
  readonly sentence: Sentence;
}

/** Why no answer came, by Node's code or the error's name: @azure/identity's errors carry no code. */
export const SILENCES: readonly Silence[] = [
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
    kind: 'busy',
    nothingSent: true,
    sentence: (d, { code }) =>
      `Ajar could not reach Azure at ${d.host} (${code}), so it could not ${d.what}. Check the network and AJAR_AZURE_ENDPOINT.`,
  },
  {
    codes: UNTRUSTED,
    kind: 'broken',
    nothingSent: true,
    sentence: (d, { code }) => `The certificate of ${d.host} is not trusted here (${code}). ${TRUST}`,
  },
  {
    codes: [
      'AggregateAuthenticationError',
      'AuthenticationError',
      'AuthenticationRequiredError',
      'CredentialUnavailableError',
    ],
    kind: 'broken',
    nothingSent: true,
    sentence: (d, { tried }) =>
      `Ajar could not sign in to Azure${tried.length === 0 ? '' : ` (tried ${tried.join(', ')})`}, so it could not ${d.what}. Give it a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.`,
  },
  {
    codes: ['AbortError', 'TimeoutError'],
    kind: 'busy',
    nothingSent: false,
    sentence: (d) =>
      `Azure at ${d.host} did not answer within ${d.limitMs / 1000} s: Ajar could not ${d.what}.`,
  },
];
