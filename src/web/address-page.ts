import { saySource } from '../access/address.ts';
import type { AddressView, Taken } from '../ports/address-desk.ts';
import { type Html, html, NOTHING } from './html.ts';
import type { Page } from './page.ts';

/** What the page needs beside what the flow says. */
export interface AddressPageParts {
  readonly view: AddressView;
  readonly token: string;
  readonly code: string;
  readonly publicUrl: string;
  /** Ties its forms to it. */
  readonly word: string;
  readonly cookie: string;
}

/** Where a terminal hands over its address. */
export const TERMINAL_PATH = '/address/terminal';

/** Shows where the connection came from; nothing is handed over before a button is pressed. */
export function addressPage({ view, token, code, publicUrl, word, cookie }: AddressPageParts): Page {
  const { look } = view;
  const networks = view.networks.map((network) => networkForm(network, token, word));
  const body = html`<p><strong>Open this on the machine you will connect from.</strong></p>
<dl><dt>For</dt><dd>${view.person}</dd><dt>To reach</dt><dd>${view.what}</dd>
<dt>This connection came from</dt><dd class="big"><code>${look ? saySource(look.source) : 'an address that cannot be told'}</code></dd></dl>
${view.isPrivate ? privately(networks) : NOTHING}
${look ? lookOf(view, look, token, word) : html`<p class="warn">${CANNOT_TELL}</p>`}
<h2>From a terminal</h2>
<p>On a machine without a browser, run this there. The code is good once, for a few minutes.</p>
<pre>${curlLine(publicUrl, code, view.family)}</pre>
<p>You are not ${view.person}? Then close this page: it asks for somebody else.</p>`;
  return { status: 200, title: 'Use my address', body, cookie };
}

const CANNOT_TELL =
  'Ajar cannot tell the address that you come from. Type it in the chat, or ask whoever runs Ajar to set AJAR_TRUSTED_PROXIES.';

/** Over the family that the VM has: a machine with both would else choose itself. */
const curlLine = (publicUrl: string, code: string, family: 4 | 6 | undefined): string =>
  `curl ${family === undefined ? '' : `-${family} `}-d code=${code.slice(0, 4)}-${code.slice(4)} ${publicUrl}${TERMINAL_PATH}`;

function lookOf(
  { family, isPrivate }: AddressView,
  { unfit, wants, warnings }: NonNullable<AddressView['look']>,
  token: string,
  word: string,
): Html {
  if (unfit !== undefined) {
    const how =
      wants === undefined
        ? ''
        : ` Run the line below on the same machine: it connects over IPv${family ?? wants}.`;
    return html`<p class="warn">${unfit}${how}</p>`;
  }
  const second = isPrivate ? ' class="second"' : '';
  return html`${warnings.map((warning) => html`<p class="warn">${warning}</p>`)}
<form method="post" action="/address">${hidden(token, word)}<button name="use" value="address"${{ html: second }}>Use this address</button></form>`;
}

const privately = (
  networks: readonly Html[],
): Html => html`<p class="warn">It has no public address: people reach it through a VPN or a Bastion${
  networks.length > 0 ? ', so one of these networks is likely what you want' : ''
}. The address of this connection helps only where it is reached some other way.</p>
${networks}`;

const networkForm = ({ name, cidrs }: AddressView['networks'][number], token: string, word: string): Html =>
  html`<form method="post" action="/address">${hidden(token, word)}<input type="hidden" name="network" value="${name}"><button name="use" value="network">Use ${name} (${cidrs.join(', ')})</button></form>`;

const hidden = (token: string, word: string): Html =>
  html`<input type="hidden" name="link" value="${token}"><input type="hidden" name="page" value="${word}">`;

/** What became of a press. */
export const takenPage = ({ done, sentence }: Taken, titles = HANDED_OVER): Page => ({
  status: done ? 200 : 409,
  title: done ? titles.done : titles.not,
  body: html`<p>${sentence}</p><p>${done ? 'Go on in the chat; this page can be closed.' : ''}</p>`,
});

const HANDED_OVER = { done: 'Handed over', not: 'Not handed over' };

export const refusedPage = (status: number, sentence: string): Page => ({
  ...{ status, title: 'Nothing was done' },
  body: html`<p>${sentence}</p>`,
});
