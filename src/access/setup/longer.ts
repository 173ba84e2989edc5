import type { Loss } from './losing.ts';
import type { Consequences } from './setup.ts';

/** What follows now that was not shown when it was asked, as sentences; none where all of it was. */
export function notShown(shown: Consequences, now: Consequences): readonly string[] {
  const known = new Set(shown.losing.flatMap(partsOf));
  const fresh = now.losing.filter((loss) => partsOf(loss).some((part) => !known.has(part)));
  return [
    ...fresh.map(({ sentence }) => sentence),
    ...now.exposing.filter((sentence) => !shown.exposing.includes(sentence)),
  ];
}

/**
 * Port by port and source by source, so that a list that became shorter is not taken for another; with what decides and what
 * becomes of it, since somebody who was to keep access and now loses it was not shown. What could not be told has no parts:
 * it is known by its sentence.
 */
function partsOf({ rules, ports, who, fate, sentence }: Loss): readonly string[] {
  const by = rules.map(({ of, name }) => `${of}/${name}`).join();
  const parts = ports.flatMap((port) => who.map((whom) => JSON.stringify([port, whom, by, fate])));
  return parts.length > 0 ? parts : [sentence];
}
