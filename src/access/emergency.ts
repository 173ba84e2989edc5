/**
 * What rules have in the place of a request's id that somebody made by hand, as docs/emergency.md says: whoever finds them
 * closes them at the end that their name has. No request is ever called so.
 */
export const EMERGENCY = 'aj-000000';

export const isEmergency = (id: string): boolean => id === EMERGENCY;
