/** Node's codes for a certificate that it does not take: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export const UNTRUSTED = [
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED'],
  'ERR_TLS_CERT_ALTNAME_INVALID',
] as const;

export const TRUST =
  "If a proxy of your company's opens TLS, name the certificate of its authority in AJAR_CA_FILE (docs/operations.md).";

/** Of Microsoft's sign-in library, whose errors keep nothing of what caused them. */
const UNREACHED: readonly string[] = ['network_error', 'endpoints_resolution_error'];

export const SIGN_IN_UNREACHED =
  'The sign-in could not be reached, and its library does not say why; "ajar doctor" tries every host and says it.';

/** What to do where a certificate is not trusted, or a sign-in out of reach; undefined where the causes of an error say neither. */
export function trustAdvice(error: unknown): string | undefined {
  const codes = codesOf(error);
  const code = codes.find((each) => UNTRUSTED.some((known) => known === each));
  if (code !== undefined) return `A certificate is not trusted here (${code}). ${TRUST}`;
  return codes.some((each) => UNREACHED.includes(each)) ? SIGN_IN_UNREACHED : undefined;
}

/** Of an error and everything that caused it, outermost first. */
export function codesOf(error: unknown, deep = 8): readonly string[] {
  if (deep === 0 || typeof error !== 'object' || error === null) return [];
  const { code, errorCode, cause, errors, original } = error as Record<string, unknown>;
  const inner = [cause, original, ...(Array.isArray(errors) ? errors : [])];
  const own = [code, errorCode].filter((each) => typeof each === 'string');
  return [...own, ...inner.flatMap((each) => codesOf(each, deep - 1))];
}
