import { Unknown } from '../../ports/people.ts';

/** Real milliseconds for a whole call: somebody waits for the answer. */
const LIMIT_MS = 2_000;

export type Fetch = typeof fetch;

export interface Call {
  /** As it is called in a sentence: `PagerDuty`, `the hook "tickets"`. */
  readonly who: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly mostBytes: number;
}

/** Asks for JSON, once. No redirect is followed, and nothing is told of what was answered beside it. Throws `Unknown`. */
export async function askJson(call: Call, fetching: Fetch): Promise<unknown> {
  const { who, url, mostBytes, ...init } = call;
  const answer = await orUnknown(who, async () => {
    const response = await fetching(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    return { status: response.status, text: await textOf(response, mostBytes) };
  });
  if (answer.status === 429) throw new Unknown(`${who} is busy just now.`);
  if (answer.status !== 200) throw new Unknown(`${who} answered ${answer.status}.`);
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    throw new Unknown(`${who} gave an answer that cannot be read.`, { cause });
  }
}

async function orUnknown<T>(who: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Unknown) throw cause;
    throw new Unknown(`${who} did not answer.`, { cause });
  }
}

/** Beyond what any answer needs, it is not read on. */
async function textOf(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > most) throw new Error(`More than ${most} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
