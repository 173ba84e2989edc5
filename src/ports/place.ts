/** Somewhere a card can be shown, keyed by (service, conversation, thread). Plain data, kept in the store. */
export interface Place {
  /** The chat app: `teams`, `slack`, `console`. */
  readonly app: string;
  /** The app's own address of the service that carries it (for Teams the serviceUrl). */
  readonly service: string;
  readonly conversation: string;
  /** The thread within the conversation, in an app whose conversations have threads; a message's id is unique without it. */
  readonly thread?: string;
  /** Set where only this person (by id) reads along. */
  readonly privateTo?: string;
  /**
   * The app's own handle for answering this one delivery aside, where only its sender sees it; means nothing later, and the
   * app falls back to the place itself.
   */
  readonly aside?: string;
}
