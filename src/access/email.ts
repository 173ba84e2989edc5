/** Printable ASCII only, so that no look-alike letter passes; nothing quoted, one `@`. */
const ADDRESS =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63})$/;

/** An e-mail address in lower case, with its domain; undefined when it is none, or has letters beyond ASCII. */
export function readEmail(text: string): { readonly email: string; readonly domain: string } | undefined {
  // Before folding: "K" may be U+212A, the Kelvin sign, whose lower case is an ordinary k.
  if (!text.includes('@') || !/^[\x21-\x7e]+$/.test(text)) return undefined;
  const email = text.toLowerCase();
  const domain = ADDRESS.exec(email)?.[1];
  return domain === undefined ? undefined : { email, domain };
}
