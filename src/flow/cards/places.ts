import type { Place } from '../../ports/place.ts';
import type { NewCopy } from '../../ports/store.ts';

/** A card in a place, in a slot of its own. */
export const at = (card: NewCopy['card'], place: Place, slots: string = card): NewCopy => ({
  slot: `${slots} ${slotEnd(place)}`,
  card,
  place,
});

export const slotEnd = (place: Place): string => `${place.app}:${place.privateTo ?? place.conversation}`;

/** A person's private chat, wherever they can be reached; `app` is tried first when it is given. */
export const personalPlace = (app: string, person: string): Place => ({
  app,
  service: '',
  conversation: '',
  privateTo: person,
});

/** `<app>:<conversation>`, as a policy's route names it. */
export function named(route: string): Place {
  const colon = route.indexOf(':');
  return { app: route.slice(0, colon), service: '', conversation: route.slice(colon + 1) };
}

/** True while only a name for the place is known. */
export const isUnresolved = (place: Place): boolean => place.conversation === '' || place.service === '';

/** As the version that was drawn of a copy that needs no drawing any more, whatever becomes of its request: it is never behind again. */
export const FOR_GOOD = Number.MAX_SAFE_INTEGER;

/** The private chats of people whom the directory could not name: who they are is found out when it is drawn, as every place is. */
export const UNNAMED: Place = { app: 'ajar', service: 'ajar', conversation: 'unnamed' };

export const isUnnamed = ({ app, conversation }: Place): boolean =>
  app === UNNAMED.app && conversation === UNNAMED.conversation;
