/** What a browser is sent away with, and what has to come back: kept by us, never by the browser. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
  /** Real seconds since 1970 at which it was begun: whoever signed in before that did not do it for this. */
  readonly begunAt: number;
}

/** Who signed in, by a token whose every part was checked; or why that is nobody, in a sentence. */
export type SignedIn = { readonly person: string } | { readonly refused: string };

/** The company's sign-in, for confirming with a second factor. */
export interface SignIn {
  /** Where to send the browser. Throws when the sign-in cannot be reached. */
  begin(): Promise<{ readonly url: string; readonly checks: SignInChecks }>;
  /** `query` is what the browser came back with. Never throws: what cannot be checked is refused. */
  finish(query: string, checks: SignInChecks): Promise<SignedIn>;
}
