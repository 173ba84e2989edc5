import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Html, html } from './html.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:42rem;padding:1.5rem;color:#1b1b1b;background:#fff}' +
  'h1{font-size:1.4rem}code,pre{font:15px/1.4 ui-monospace,monospace;background:#f2f2f2;border-radius:4px;padding:.1rem .3rem}' +
  'pre{padding:.7rem;white-space:pre-wrap;overflow-wrap:anywhere}.big{font-size:1.5rem}' +
  'button{font:inherit;padding:.6rem 1.1rem;border:1px solid #0b5cad;border-radius:6px;background:#0b5cad;color:#fff;cursor:pointer}' +
  'button.second{background:#fff;color:#0b5cad}form{margin:1rem 0}.warn{border-left:4px solid #b45f06;padding:.3rem .8rem;background:#fff6e9}' +
  'dt{font-weight:600}dd{margin:0 0 .5rem}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}code,pre{background:#333}.warn{background:#3a2c14}' +
  'button.second{background:#1b1b1b;color:#8ec1f5}}';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Beside what every answer of the server says: the one style of ours is let be, and forms go to us alone. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
};

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly body: Html;
  /** `Set-Cookie`, whole. */
  readonly cookie?: string;
  /** Where the browser goes on to by itself: not by a redirect, which `form-action` would stop at another site. */
  readonly goesTo?: string;
}

/** Sends a page of ours, whole: it needs no script, and nothing from elsewhere. */
export function sendPage(response: ServerResponse, { status, title, body, cookie, goesTo }: Page): void {
  const { html: text } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${{ html: STYLE }}</style></head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
  response.writeHead(status, {
    ...HEADERS,
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    ...(goesTo === undefined ? {} : { refresh: `0; url=${goesTo}` }),
  });
  response.end(text);
}

/** The same for a terminal: one line. */
export function sendLine(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${line}\n`);
}
