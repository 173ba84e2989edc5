import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressDesk } from '../ports/address-desk.ts';
import type { Route } from '../ports/web.ts';
import { addressPage, refusedPage, TERMINAL_PATH, takenPage } from './address-page.ts';
import { clientAddress } from './client-address.ts';
import { readFields } from './fields.ts';
import { codeOf, PAGES } from './links.ts';
import { createOwnForm } from './own-form.ts';
import { sendLine, sendPage } from './page.ts';
import { createWrongTries, type WrongTries } from './wrong-tries.ts';

export interface AddressRoutesOptions {
  readonly desk: AddressDesk;
  /** Where people reach these pages: an origin, without a slash at its end. */
  readonly publicUrl: string;
  /** CIDRs of the proxies before Ajar. */
  readonly trustedProxies: readonly string[];
}

/** A token has 256 bits, a code 40: only codes are worth trying, and are bounded over all addresses too. */
const WRONG_TOKENS = 20;
const [WRONG_CODES, WRONG_CODES_OF_ALL] = [5, 100];

const GONE =
  'This link is not good (any more): it works once, for a few minutes. Press "Use my address" in the chat again, or ask again there.';
const TOO_OFTEN = 'Too many wrong tries. Wait ten minutes, then use the newest link or code.';
const NOT_THIS_PAGE =
  'This did not come from the page itself. Open the link again, and press the button there.';
const NO_FORM = 'That could not be read. Open the link again, and press the button there.';
const NO_CODE = 'Write it as the page does: curl -d code=7K2M-9QXY and the address.';

/** "Use my address": a page that shows where a connection came from, and hands it over once its button is pressed. */
export function addressRoutes(options: AddressRoutesOptions): readonly Route[] {
  const tokens = createWrongTries(WRONG_TOKENS);
  const codes = createWrongTries(WRONG_CODES, WRONG_CODES_OF_ALL);
  const form = createOwnForm(options.publicUrl);
  const from = (request: IncomingMessage) => clientAddress(request, options.trustedProxies);
  const { desk, publicUrl } = options;

  async function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = from(request);
    if (!tokens.mayTry(source)) return sendPage(response, refusedPage(429, TOO_OFTEN));
    const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('link') ?? '';
    const view = await desk.look({ token }, source);
    if (!view) return turnedAway(response, tokens, source);
    sendPage(response, addressPage({ ...form.begin(request), view, token, code: codeOf(token), publicUrl }));
  }

  async function press(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = from(request);
    if (!tokens.mayTry(source)) return sendPage(response, refusedPage(429, TOO_OFTEN));
    const fields = await readFields(request);
    if (typeof fields === 'number') return sendPage(response, refusedPage(fields, NO_FORM));
    const [link, word, network] = ['link', 'page', 'network'].map((name) => fields.get(name) ?? '');
    if (!form.isOurs(request, word ?? '')) return sendPage(response, refusedPage(403, NOT_THIS_PAGE));
    const taken = await desk.take({ token: link ?? '' }, network ? { network } : { source });
    if (!taken) return turnedAway(response, tokens, source);
    sendPage(response, takenPage(taken));
  }

  async function terminal(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const source = from(request);
    if (!codes.mayTry(source)) return sendLine(response, 429, TOO_OFTEN);
    // A page of another site can make a browser send this, and always says that it did.
    if (request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined)
      return sendLine(response, 403, NO_CODE);
    const fields = await readFields(request);
    if (typeof fields === 'number') return sendLine(response, fields, NO_CODE);
    const taken = await desk.take({ code: fields.get('code') ?? '' }, { source });
    if (taken) return sendLine(response, taken.done ? 200 : 409, taken.sentence);
    codes.wrong(source);
    sendLine(response, 404, GONE);
  }

  return [
    {
      method: 'GET',
      path: PAGES.address,
      signedBy: 'a link that was told to one person alone; it shows, and changes nothing',
      handle: show,
    },
    {
      method: 'POST',
      path: PAGES.address,
      signedBy: 'a single-use link, and the page that it was pressed on',
      handle: press,
    },
    {
      method: 'POST',
      path: TERMINAL_PATH,
      signedBy: 'a single-use code that stands for such a link',
      handle: terminal,
    },
  ];
}

function turnedAway(response: ServerResponse, tries: WrongTries, source: string | undefined): void {
  tries.wrong(source);
  sendPage(response, refusedPage(404, GONE));
}
