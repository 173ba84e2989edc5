/** The steps that people take by a word or a click. */
export type PersonStep = 'approve' | 'deny' | 'cancel' | 'close';
