import type { SlackSettings } from '../settings.ts';
import { type Message, WireError } from '../wire.ts';
import { isHook, isUpload } from './hosts.ts';
import { messageArgs } from './message-args.ts';
import { faultOfCode, faultOfStatus, translated } from './slack-fault.ts';

type Api = Pick<SlackSettings, 'apiUrl'>;

/** Answers at the address that came with a delivery, for its sender alone. The address is a secret: whoever has it can post. */
export async function respond(
  api: Api,
  url: string,
  message: Message,
  ms: number,
  replaces = false,
): Promise<void> {
  if (!isHook(url, api)) throw new WireError('refused', 'not_a_hook');
  const shown = { response_type: 'ephemeral', replace_original: replaces, ...messageArgs(message) };
  const body = JSON.stringify({ ...shown, unfurl_links: false, unfurl_media: false });
  await put(url, body, 'application/json', ms);
}

/** Hands a file to the address that Slack gave for it; our token stays here. */
export async function putFile(api: Api, url: string, bytes: Buffer<ArrayBuffer>, ms: number): Promise<void> {
  if (!isUpload(url, api)) throw new WireError('refused', 'not_an_upload_url');
  await put(url, bytes, 'application/octet-stream', ms);
}

async function put(url: string, body: string | Buffer<ArrayBuffer>, type: string, ms: number): Promise<void> {
  let response: Response;
  let text: string;
  try {
    const headers = { 'content-type': type };
    const signal = AbortSignal.timeout(ms);
    response = await fetch(url, { method: 'POST', body, headers, redirect: 'error', signal });
    text = await response.text();
  } catch (error) {
    throw translated(error);
  }
  if (response.ok) return;
  // Slack says why as JSON, or in a word.
  const code = /"error"\s*:\s*"([a-z_]+)"/.exec(text)?.[1] ?? /^[a-z_]+$/.exec(text.trim())?.[0];
  throw code === undefined || response.status >= 429 ? faultOfStatus(response.status) : faultOfCode(code);
}
