import type { Slots } from '../../src/chat/fill.ts';

const mapSlots = (slots: Slots, change: (value: string | boolean) => string | boolean): Slots =>
  Object.fromEntries(
    Object.entries(slots).map(([name, value]) => [
      name,
      typeof value === 'object'
        ? value.map((row) => mapSlots(row, change) as Record<string, string>)
        : change(value),
    ]),
  );

/** The same with something in every slot, and with nothing in any: what a template makes of the extremes. */
export const everything = (slots: Slots): Slots =>
  mapSlots(slots, (value) => (value === '' ? 'something' : value || true));
export const nothing = (slots: Slots): Slots =>
  mapSlots(slots, (value) => (typeof value === 'string' ? '' : false));
