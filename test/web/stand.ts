import { request as send } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Entra } from '../../sandbox/entra/sign-in.ts';
import type { Person } from '../../src/access/person.ts';
import { createApprovalDesk } from '../../src/flow/confirm/desk.ts';
import { createAddressDesk } from '../../src/flow/source/desk.ts';
import { createHttpServer } from '../../src/http/server.ts';
import { addressRoutes } from '../../src/web/address-routes.ts';
import { approvalRoutes } from '../../src/web/approval-routes.ts';
import { createSignIn, type SignInSettings } from '../../src/web/sign-in.ts';
import { createWorld, type World } from '../fakes/world.ts';

/** The address under which browsers of these tests reach the pages. */
export const PUBLIC_URL = 'https://ajar.example';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
  /** What the proxy before Ajar says of where it came from; itself, without. */
  readonly from?: string;
}

/** A world whose pages are served behind a proxy on this machine. */
export async function openStand(
  options: Parameters<typeof createWorld>[0] & {
    /** With the page behind the sign-in in place of the one for addresses. */
    readonly entra?: Pick<Entra, 'settings'>;
    readonly settings?: Partial<SignInSettings>;
  } = {},
) {
  const world = createWorld({ ...options, publicUrl: PUBLIC_URL });
  const logged: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: unknown, text: string) => void logged.push(text),
  };
  const where = { publicUrl: PUBLIC_URL, trustedProxies: ['127.0.0.1/32'] };
  const { deps } = world.runner;
  const routes = options.entra
    ? approvalRoutes({
        ...{ ...where, store: world.store, clock: world.clock, log },
        desk: createApprovalDesk(deps),
        signIn: createSignIn({ ...options.entra.settings, ...options.settings }, PUBLIC_URL, log),
      })
    : addressRoutes({ ...where, desk: createAddressDesk(deps) });
  const server = createHttpServer(routes, log);
  const port = await server.listen('127.0.0.1', 0);
  onTestFinished(() => server.close());

  const call = createCall(port);
  return { world, routes, call, logged, ...addressBrowser(call) };
}

export type Call = (path: string, sending?: Sending) => Promise<Reply>;

/** Sends to a port of this machine. */
export function createCall(port: number): Call {
  return (path: string, { method = 'GET', headers = {}, form, from }: Sending = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const body = form && new URLSearchParams(form).toString();
      const sent = send(
        {
          ...{ host: '127.0.0.1', port, path, method, agent: false },
          headers: {
            ...(from === undefined ? {} : { 'x-forwarded-for': from }),
            ...(body === undefined
              ? {}
              : {
                  'content-type': 'application/x-www-form-urlencoded',
                  'content-length': String(body.length),
                }),
            ...headers,
          },
        },
        (reply) => {
          let text = '';
          reply.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          reply.on('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }));
        },
      );
      sent.on('error', reject).end(body);
    });
}

/** What a browser does with a page of ours: it keeps the cookie, and says where a form came from. */
export function addressBrowser(call: Call) {
  const open = async (link: string, from: string) => {
    const page = await call(pathOf(link), { from });
    const cookie = String(page.headers['set-cookie'] ?? '').split(';')[0] ?? '';
    const hidden = (name: string): string =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(page.text)?.[1] ?? '';
    const press = (more: Readonly<Record<string, string>> = {}, sending: Sending = {}): Promise<Reply> =>
      call('/address', {
        ...{ method: 'POST', from },
        form: { link: hidden('link'), page: hidden('page'), use: 'address', ...more },
        ...sending,
        headers: { cookie, 'sec-fetch-site': 'same-origin', origin: 'null', ...sending.headers },
      });
    return { page, press, code: /code=([0-9A-Z-]+)/.exec(page.text)?.[1] ?? '' };
  };
  return { open };
}

export const pathOf = (link: string): string => link.slice(PUBLIC_URL.length);

/** The link on the newest question that this person reads alone. */
export function linkOf(world: World, who: Person): string {
  const card = world.card('draft', who)?.card;
  return card?.card === 'draft' ? (card.link?.url ?? '') : '';
}
