import type { ApprovalView } from '../ports/approval-desk.ts';
import { html } from './html.ts';
import type { Page } from './page.ts';

interface Own {
  readonly word: string;
  readonly cookie: string;
}

export const SIGN_IN_PATH = '/approval/sign-in';
export const APPROVE_PATH = '/approval/approve';

/** Before the sign-in: it says nothing of what is approved. */
export const signInPage = (token: string, { word, cookie }: Own): Page => ({
  ...{ status: 200, title: 'Sign in to approve', cookie },
  body: html`<p>An approval waits for you. Sign in with your company account and its second factor; you will then see exactly what it is.</p>
<form method="post" action="${SIGN_IN_PATH}"><input type="hidden" name="link" value="${token}"><input type="hidden" name="page" value="${word}"><button>Sign in</button></form>
<p>You pressed no Approve in the chat? Then close this page.</p>`,
});

/** On the way to the sign-in. */
export const goingPage = (url: string, cookie: string): Page => ({
  ...{ status: 200, title: 'Going to your sign-in', cookie, goesTo: url },
  body: html`<p><a href="${url}" rel="noreferrer">Go on to the sign-in</a>, if the page does not open by itself.</p>`,
});

/** After it: exactly what is approved, and the one button that does. */
export const approvalPage = (
  { id, terms, facts }: ApprovalView,
  signed: string,
  { word, cookie }: Own,
): Page => ({
  ...{ status: 200, title: `Approve ${id}?`, cookie },
  body: html`<dl>${facts.map(({ label, text }) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl>
<form method="post" action="${APPROVE_PATH}"><input type="hidden" name="signed" value="${signed}"><input type="hidden" name="page" value="${word}"><button>Approve ${id}, terms ${String(terms)}</button></form>
<p>To deny it, close this page and press Deny in the chat.</p>`,
});
