import { createHmac } from 'node:crypto';
import type { Policy } from '../../access/policy/policy.ts';
import { Unknown } from '../../ports/people.ts';
import { askJson, type Fetch } from './ask-json.ts';

const MOST_BYTES = 64 * 1024;

export interface HookParts {
  /** Asked every time, so that a changed file counts at the next question. */
  readonly policy: () => Policy;
  /** The values of the settings that the hooks name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly fetching: Fetch;
}

/** Asks a system of the organisation's own; it knows by the signature that Ajar asks, and when. */
export type AskHook = (name: string, question: object) => Promise<unknown>;

export const createAskHook =
  ({ policy, secrets, fetching }: HookParts): AskHook =>
  async (name, question) => {
    const { hooks = {} } = policy();
    const hook = Object.hasOwn(hooks, name) ? hooks[name] : undefined;
    const secret = hook && secrets[hook.secret];
    // While it is being changed: whoever checks it has still the old one, or has the new one already.
    const old = hook && secrets[`${hook.secret}_OLD`];
    if (!hook || !secret) throw new Unknown(`The hook "${name}" is not configured.`);
    const body = JSON.stringify(question);
    return askJson(
      {
        ...{ who: `The hook "${name}"`, url: hook.url, method: 'POST', body, mostBytes: MOST_BYTES },
        headers: {
          ...{ 'content-type': 'application/json', accept: 'application/json' },
          // Of the real time: whoever checks it has no other.
          'x-ajar-signature': signed(body, [secret, old ?? []].flat(), Math.floor(Date.now() / 1000)),
        },
      },
      fetching,
    );
  };

/** `t=<unix seconds>,v1=<hex>` over "<t>.<body>", a `v1` for each secret, so that what was sent once cannot be sent again much later. */
export const signed = (body: string, secrets: readonly string[], seconds: number): string =>
  [
    `t=${seconds}`,
    ...secrets.map(
      (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
    ),
  ].join(',');
