import type { Check } from '../../ports/check.ts';
import { good } from './checked.ts';
import { type AzureClock, MOST_MS, saySkew, TOLERANCE_MS } from './wire/azure-clock.ts';

/** From here on Azure may refuse ends, and tokens, whatever Ajar allows for. */
const BAD_MS = 300_000;

const FIX = 'set the clock of this machine by NTP (on Linux: timedatectl set-ntp true), then look again';

/** What `ajar doctor` says of the machine's clock, by the answers of the checks before it. */
export function clockCheck({ measured }: Pick<AzureClock, 'measured'>): Check {
  const what = 'azure clock';
  const off = measured();
  if (off === undefined)
    return { what, ok: 'unknown', found: 'Azure did not say what time it is', fix: 'mend the above first' };
  if (Math.abs(off) <= TOLERANCE_MS) return good(what, "the clock of this machine is Azure's");
  const skew = `the clock of this machine is ${saySkew(off)}`;
  if (Math.abs(off) > MOST_MS)
    return { what, ok: false, found: `${skew}; that is too far for Ajar to allow for`, fix: FIX };
  return {
    ...{ what, ok: Math.abs(off) > BAD_MS ? false : ('unknown' as const) },
    ...{ found: `${skew}; Ajar allows for it`, fix: FIX },
  };
}
