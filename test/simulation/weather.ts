/** What is wrong with the world just now. Numbers are probabilities of one call, or milliseconds where they say so. */
export interface Weather {
  cloud: {
    /** 429 with a retry-after. */
    busy: number;
    /** 5xx. */
    broken: number;
    /** No answer at all; what was asked may have been done. */
    hangs: number;
    /** A right that one provider lacks: it sends nothing. */
    refuses: number;
    /** Accepted, and failed afterwards. */
    fails: number;
    /** Reads may show what was this many milliseconds ago, each read anew. */
    lagMs: number;
    /** A lock stops every removal. */
    locked: boolean;
    /** Defender does not close at the end by itself. */
    stays: boolean;
    down: boolean;
  };
  chat: {
    down: boolean;
    busy: number;
    /** Posted, and the answer was lost. */
    lost: number;
  };
  directory: { down: boolean; hangs: boolean };
  inventory: { down: boolean };
  store: {
    /** Locked by another process for too long. */
    busy: number;
    /** Written, and the answer was lost: of a store that is reached over a network. */
    lost: number;
    full: boolean;
    readOnly: boolean;
    /** It is really away, or not whole: whoever asks it finds out by itself. */
    away: boolean;
  };
}

export const fineWeather = (): Weather => ({
  cloud: {
    busy: 0,
    broken: 0,
    hangs: 0,
    refuses: 0,
    fails: 0,
    lagMs: 0,
    locked: false,
    stays: false,
    down: false,
  },
  chat: { down: false, busy: 0, lost: 0 },
  directory: { down: false, hangs: false },
  inventory: { down: false },
  store: { busy: 0, lost: 0, full: false, readOnly: false, away: false },
});

/** From now on nothing goes wrong any more. */
export function clearUp(weather: Weather): void {
  Object.assign(weather, fineWeather());
}
