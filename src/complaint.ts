/** What whoever runs Ajar can mend themselves; the message says what was found and what to do. Commands end with 2. */
export class Complaint extends Error {
  override name = 'Complaint';
}

/** What is wrong with one setting: what was found and what to write instead, without the key. */
export interface Fault {
  readonly key: string;
  readonly message: string;
}
