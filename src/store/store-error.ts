/** The store cannot do its work, or was asked for something that must not be; the message says what to do, `cause` why. */
export class StoreError extends Error {
  override name = 'StoreError';
}
