/** What a page of ours may be opened for; a link for one opens no other. */
export type LinkPurpose = 'address' | 'approval';

/** A way to a page of ours for one person and one thing; told where that person alone reads. */
export interface Link {
  readonly url: string;
  /** Until when it is good. */
  readonly until: Date;
}

/** The token of a link, or the short code that stands for it where it has to be typed. */
export type Secret = { readonly token: string } | { readonly code: string };

/** Single-use links to pages of ours. Only hashes of them are kept: what is stored opens nothing. */
export interface Links {
  make(purpose: LinkPurpose, about: string): Promise<Link>;
  /** What it is about, while it is good; looking uses nothing up. */
  find(
    purpose: LinkPurpose,
    secret: Secret,
  ): Promise<{ readonly about: string; readonly used: boolean } | undefined>;
  /** Answers whether it was there to be used: of two at once, one is told so. */
  use(purpose: LinkPurpose, secret: Secret): Promise<boolean>;
}
