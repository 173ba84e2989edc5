import { onTestFinished } from 'vitest';
import { AVERY, BLAKE, RILEY, TENANT_ID } from '../../sandbox/demo/people.ts';
import { startEntra } from '../../sandbox/entra/sign-in.ts';
import type { Person } from '../../src/access/person.ts';
import type { SignInSettings } from '../../src/web/sign-in.ts';
import { POLICY } from '../fakes/world.ts';
import { type Call, linkOf, openStand, type Reply, type Sending } from './stand.ts';

export const STEP_UP = POLICY.replace(
  'require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h }',
  'require: { approvals: [{ count: 1, from: approvers }], maxDuration: 3h, stepUp: true }',
);

const WHERE = '203.0.113.50';

/** A world in which production takes a sign-in, with the company's Entra on this machine. */
export async function openSignIn({
  policy = STEP_UP,
  settings = {},
}: {
  readonly policy?: string;
  readonly settings?: Partial<SignInSettings>;
} = {}) {
  const entra = await startEntra({
    ...{
      tenant: TENANT_ID,
      clientId: '44444444-4444-4444-8444-444444444444',
      clientSecret: 'sandbox-secret',
    },
    people: [RILEY, AVERY, BLAKE].map(({ id, name }) => ({ oid: id, name })),
  });
  onTestFinished(() => entra.close());
  const stand = await openStand({ policy, signIn: true, entra, settings });
  const { world } = stand;
  return {
    ...{ ...stand, entra },
    /** Asks for something that takes a sign-in, and waits until its approvers are asked. */
    async ask(sentence = 'open 22 on vm-prod-02 for 2h from 203.0.113.7 because INC-123'): Promise<void> {
      await world.say(RILEY, sentence);
      await world.settle();
    },
    linkOf: (who: Person) => linkOf(world, who),
    visitor: () => signInBrowser(stand.call),
  };
}

/** One browser: it keeps cookies, and goes where it is sent. */
export function signInBrowser(call: Call) {
  const cookies = new Map<string, string>();
  const load = async (path: string, sending: Sending = {}): Promise<Reply> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await call(path, { from: WHERE, ...sending, headers: { cookie, ...sending.headers } });
    for (const set of [reply.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return reply;
  };
  const hidden = ({ text }: Reply, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';
  const own = { 'sec-fetch-site': 'same-origin', origin: 'null' };
  const send = (path: string, form: Record<string, string>): Promise<Reply> =>
    load(path, { method: 'POST', headers: own, form });
  /** From the link to the issuer's page; answers the address that it was sent to. */
  const begin = async (link: string): Promise<URL> => {
    const first = await load(new URL(link).pathname + new URL(link).search);
    const going = await send('/approval/sign-in', {
      link: hidden(first, 'link'),
      page: hidden(first, 'page'),
    });
    return new URL(String(going.headers.refresh).replace('0; url=', ''));
  };
  /** At the issuer, as this person; answers the path and query that the browser is sent back to. */
  const authorize = async (url: URL, who: Person): Promise<string> => {
    url.searchParams.set('as', who.id);
    const gone = await fetch(url, { redirect: 'manual' });
    const back = new URL(gone.headers.get('location') ?? '');
    return back.pathname + back.search;
  };
  const signIn = async (link: string, who: Person): Promise<Reply> =>
    load(await authorize(await begin(link), who));
  const approve = (page: Reply): Promise<Reply> =>
    send('/approval/approve', { signed: hidden(page, 'signed'), page: hidden(page, 'page') });
  return { load, send, begin, authorize, signIn, approve, hidden, cookies };
}
