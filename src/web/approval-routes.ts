import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApprovalDesk } from '../ports/approval-desk.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { SignIn, SignInChecks } from '../ports/sign-in.ts';
import type { Store } from '../ports/store.ts';
import type { Route } from '../ports/web.ts';
import { refusedPage, takenPage } from './address-page.ts';
import { APPROVE_PATH, approvalPage, goingPage, SIGN_IN_PATH, signInPage } from './approval-page.ts';
import { clientAddress } from './client-address.ts';
import { readFields } from './fields.ts';
import { PAGES } from './links.ts';
import { cookieOf, createOwnForm, heldWord } from './own-form.ts';
import { sendPage } from './page.ts';
import { SIGNED_IN_PATH } from './sign-in.ts';
import { createWrongTries } from './wrong-tries.ts';

export interface ApprovalRoutesOptions {
  readonly desk: ApprovalDesk;
  readonly signIn: SignIn;
  readonly store: Pick<Store, 'remember' | 'recall' | 'forget'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
}

/** A sign-in that is under way, kept by the hash of its state. */
interface Begun {
  readonly waiting: string;
  readonly checks: SignInChecks;
  /** Of the cookie of the browser that began it. */
  readonly browser: string;
}

/** Somebody who signed in for one approval, kept by the hash of what the page carries. */
interface Signed {
  readonly waiting: string;
  readonly person: string;
}

/** Real milliseconds. */
const SIGN_IN_MS = 10 * 60_000;
const SIGNED_MS = 5 * 60_000;
const WRONG = 20;
const BROWSER_BYTES = 24;

const GONE =
  'This link is not good (any more): it works once, for a few minutes. Press Approve in the chat again.';
const TOO_OFTEN = 'Too many wrong tries. Wait ten minutes, then press Approve in the chat again.';
const NOT_THIS_PAGE = 'This did not come from the page itself. Press Approve in the chat again.';
const NO_FORM = 'That could not be read. Press Approve in the chat again.';
const NOT_BEGUN =
  'No sign-in of this browser waits for that, or it is too old. Press Approve in the chat again.';
const AWAY =
  'Your company’s sign-in cannot be reached just now, so nothing was approved. Press Approve in the chat again in a moment.';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The page behind the sign-in: a link leads to the sign-in, the sign-in to a page with one button, and that alone approves. */
export function approvalRoutes(options: ApprovalRoutesOptions): readonly Route[] {
  const { desk, signIn, store, clock, log, publicUrl } = options;
  const form = createOwnForm(publicUrl);
  const tries = createWrongTries(WRONG);
  const cookie = publicUrl.startsWith('https:') ? '__Host-ajar-sign-in' : 'ajar-sign-in';
  const from = (request: IncomingMessage) => clientAddress(request, options.trustedProxies);
  const until = (ms: number): Date => new Date(clock.now().getTime() + clock.spanOf(ms));
  const no = (response: ServerResponse, status: number, sentence: string): void =>
    sendPage(response, refusedPage(status, sentence));

  /** Taken out of the store, for one use: of two at once, one gets it. */
  async function taken(key: string): Promise<unknown> {
    const found = await store.recall(key, clock.now());
    return found !== undefined && (await store.forget(key)) ? found : undefined;
  }

  async function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = from(request);
    if (!tries.mayTry(source)) return no(response, 429, TOO_OFTEN);
    const token = queryOf(request).get('link') ?? '';
    if ((await desk.find({ token })) === undefined) {
      tries.wrong(source);
      return no(response, 404, GONE);
    }
    sendPage(response, signInPage(token, form.begin(request)));
  }

  async function begin(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = from(request);
    if (!tries.mayTry(source)) return no(response, 429, TOO_OFTEN);
    const fields = await readFields(request);
    if (typeof fields === 'number') return no(response, fields, NO_FORM);
    if (!form.isOurs(request, fields.get('page') ?? '')) return no(response, 403, NOT_THIS_PAGE);
    const secret = { token: fields.get('link') ?? '' };
    const waiting = await desk.find(secret);
    if (waiting === undefined) {
      tries.wrong(source);
      return no(response, 404, GONE);
    }
    const sent = await signIn.begin().catch((error: unknown) => log.warn({ error }, 'the sign-in is away'));
    if (!sent) return no(response, 503, AWAY);
    if (!(await desk.open(secret))) return no(response, 404, GONE);
    const browser = heldWord(request.headers.cookie, cookie, BROWSER_BYTES);
    const begun: Begun = { waiting, checks: sent.checks, browser: hashOf(browser) };
    await store.remember(`sign-in/${hashOf(sent.checks.state)}`, begun, until(SIGN_IN_MS));
    const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
    // Lax: the browser comes back from another site, by a link.
    const own = `${cookie}=${browser}; Path=/; HttpOnly; SameSite=Lax${secure}`;
    sendPage(response, goingPage(sent.url, own));
  }

  async function back(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = queryOf(request);
    const browser = cookieOf(request.headers.cookie, cookie);
    const key = `sign-in/${hashOf(query.get('state') ?? '')}`;
    const begun = (await store.recall(key, clock.now())) as Begun | undefined;
    // In another browser than the one that began it, it is somebody else's, or was slipped in (login CSRF).
    if (!begun || begun.browser !== hashOf(browser)) return no(response, 403, NOT_BEGUN);
    if ((await taken(key)) === undefined) return no(response, 403, NOT_BEGUN);
    const who = await signIn.finish(query.toString(), begun.checks);
    const view = 'refused' in who ? who : await desk.look(begun.waiting, who.person);
    if ('refused' in who) await desk.turnedAway(begun.waiting, who.refused);
    if ('refused' in view || 'refused' in who)
      return no(response, 403, 'refused' in view ? view.refused : GONE);
    const signed = randomBytes(32).toString('base64url');
    const kept: Signed = { waiting: begun.waiting, person: who.person };
    await store.remember(`signed-in/${hashOf(signed)}`, kept, until(SIGNED_MS));
    sendPage(response, approvalPage(view, signed, form.begin(request)));
  }

  async function approve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fields = await readFields(request);
    if (typeof fields === 'number') return no(response, fields, NO_FORM);
    if (!form.isOurs(request, fields.get('page') ?? '')) return no(response, 403, NOT_THIS_PAGE);
    const key = `signed-in/${hashOf(fields.get('signed') ?? '')}`;
    const signed = (await store.recall(key, clock.now())) as Signed | undefined;
    if (!signed) return no(response, 403, NOT_BEGUN);
    sendPage(response, takenPage(await desk.approve(signed.waiting, signed.person), APPROVED));
  }

  return [
    {
      method: 'GET',
      path: PAGES.approval,
      signedBy: 'a link that was told to one person alone; it shows, and changes nothing',
      handle: show,
    },
    {
      method: 'POST',
      path: SIGN_IN_PATH,
      signedBy: 'a single-use link, and the page that it was pressed on',
      handle: begin,
    },
    {
      method: 'GET',
      path: SIGNED_IN_PATH,
      signedBy: 'the company’s sign-in, with state, nonce and PKCE, in the browser that began it',
      handle: back,
    },
    {
      method: 'POST',
      path: APPROVE_PATH,
      signedBy: 'a person who signed in for this approval, and the page that it was pressed on',
      handle: approve,
    },
  ];
}

const APPROVED = { done: 'Approved', not: 'Not approved' };

const queryOf = (request: IncomingMessage): URLSearchParams =>
  new URL(request.url ?? '/', 'http://localhost').searchParams;
