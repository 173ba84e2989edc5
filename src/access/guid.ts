const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The form that Entra's object ids, tenants, apps and Azure's subscriptions have, in either case. */
export const isGuid = (text: string): boolean => text.length === 36 && GUID.test(text);
