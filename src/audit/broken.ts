/** The first event that does not fit; `why` goes on after "event 3, which". */
export interface Broken {
  readonly ok: false;
  readonly seq: number;
  readonly why: string;
}

export const broken = (seq: number, why: string): Broken => ({ ok: false, seq, why });
