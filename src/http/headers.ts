/**
 * On every answer of ours, errors too: nothing is loaded, run, framed, kept, listed, or told to anybody, and browsers come by
 * https alone once they came by it. A page says anew what it needs. https://owasp.org/www-project-secure-headers/
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ...{ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' },
  ...{ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow, noarchive' },
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
};
