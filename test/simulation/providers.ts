import { type Grant, holdOf, type ProviderName, sharesRule } from '../../src/access/grant.ts';
import type { Port } from '../../src/access/port.ts';
import type { Vm } from '../../src/access/vm.ts';
import { CloudError, type Order, type Provider, type Sighting } from '../../src/ports/provider.ts';
import type { Cloud } from './cloud.ts';
import type { Dice } from './dice.ts';
import { type Call, type Life, NEVER } from './life.ts';
import { type Timeline, WORLD } from './timeline.ts';
import { BEHIND_FIREWALL } from './town.ts';
import type { Weather } from './weather.ts';

/** One call to the cloud is given up after this long, as the real providers do. */
const LIMIT_MS = 20_000;
/** An opening that was sent may come as late as this after the look that it began with. */
const LATE_MS = 120_000;

export interface Reach {
  readonly cloud: Cloud;
  readonly weather: Weather;
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly life: Life;
  readonly call: Call;
  /** A call for a request was spoilt by the weather. */
  readonly spoilt: (request: string) => void;
}

/** A provider as every real one behaves: reads first, sends what is missing, reads back; each is a way there and a way back. */
export function providerOver(name: ProviderName, reach: Reach): Provider {
  const { cloud } = reach;
  return {
    name,
    serves: (vm, port) => name === serving(vm, port),
    plan: (vm, ports, sources) => ({
      grants: ports.flatMap((port) =>
        sources.map((source) => ({
          ...{ vm, port, opens: port, source, provider: name, cloud: {} },
          ...{ target: `${name}|${vm.id}|${port.number}`, state: 'planned' as const, traces: [] },
        })),
      ),
    }),
    async open(order) {
      const seen = await beforeSending(
        trip(reach, `open ${order.request}`, order, () => order.grants.map(peek(cloud, order))),
      );
      const send = order.grants.filter(
        ({ state }, at) => state === 'planned' && seen[at]?.state === 'absent',
      );
      if (send.length > 0 && reach.dice.chance(reach.weather.cloud.refuses)) {
        reach.spoilt(order.request);
        throw new CloudError('denied', 'Ajar may not write there.', { nothingSent: true });
      }
      if (send.length > 0)
        await trip(reach, `send ${order.request}`, order, () => {
          for (const grant of send) cloud.arrive(order, grant);
        });
      return trip(reach, `look ${order.request}`, order, () =>
        order.grants.map((grant) => openSighting(cloud, order, grant)),
      );
    },
    async close(order, keep) {
      const kept = order.grants.filter((grant) => sharesRule(grant) && keep.has(holdOf(grant)));
      const shut = order.grants.filter((grant) => !kept.includes(grant));
      const removed = await trip(reach, `remove ${order.request}`, order, () =>
        shut.every((grant) => cloud.remove(order, grant)),
      );
      if (!removed) reach.spoilt(order.request);
      if (!removed) throw new CloudError('denied', 'A lock stops the removal.');
      return trip(reach, `look ${order.request}`, order, () => [
        ...kept.map((grant) => keptSighting(reach, order, grant)),
        ...shut.map((grant) => closeSighting(reach, order, grant)),
      ]);
    },
    read: (order) =>
      trip(reach, `read ${order.request}`, order, () =>
        order.grants.map((grant) => readSighting(cloud, order, grant)),
      ),
  };
}

/** Defender what it keeps, a firewall one port, and the groups everything else. */
function serving(vm: Vm, port: Port): ProviderName {
  if (vm.jit.some(({ number }) => number === port.number)) return 'defender';
  return port.number === BEHIND_FIREWALL ? 'azure-firewall' : 'nsg';
}

const peek = (cloud: Cloud, order: Order) => (grant: Grant) => cloud.look(order, grant);

const see = (grant: Grant, state: Sighting['state'], note?: string): Sighting => ({
  ...{ key: grant.key, state, traces: [] },
  ...(note === undefined ? {} : { note }),
});

function openSighting(cloud: Cloud, order: Order, grant: Grant): Sighting {
  const { state } = cloud.look(order, grant);
  if (state === 'open') return see(grant, 'open');
  if (state === 'gone') return see(grant, 'closed', 'Azure revoked it.');
  return state === 'failed' ? see(grant, 'failed', 'Azure could not open it.') : see(grant, 'sent');
}

function closeSighting({ cloud }: Reach, order: Order, grant: Grant): Sighting {
  const { state } = cloud.look(order, grant);
  if (state === 'gone' || state === 'failed') return see(grant, 'closed');
  if (state !== 'absent') return see(grant, 'sent');
  // Nothing to be seen of it, and nothing can come any more.
  const since = (grant.sentAt?.getTime() ?? 0) + LATE_MS;
  const over = sharesRule(grant) ? order.now > order.until : order.now.getTime() >= since;
  return see(grant, over ? 'closed' : 'sent');
}

/** Its rule stays for somebody else; what may come later than that one is closed is not left to it. */
function keptSighting(reach: Reach, order: Order, grant: Grant): Sighting {
  const isOpen = grant.state === 'open' || reach.cloud.look(order, grant).state === 'open';
  return isOpen ? see(grant, 'closed', 'Kept open for another request.') : closeSighting(reach, order, grant);
}

function readSighting(cloud: Cloud, order: Order, grant: Grant): Sighting {
  const { state, widened } = cloud.look(order, grant);
  if (state === 'gone') return see(grant, 'closed', 'Somebody removed it.');
  if (state !== 'open') return see(grant, 'sent');
  return widened
    ? { ...see(grant, 'open', 'It lets in everybody.'), changed: true, wider: true }
    : see(grant, 'open');
}

/** What fails before anything is sent says so. */
async function beforeSending<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const { kind, message, retryAfterMs } = error;
    throw new CloudError(kind, message, { cause: error, retryAfterMs, nothingSent: true });
  }
}

/** There and back. What is on its way arrives whatever becomes of its sender; who waits for too long gives up. */
function trip<T>(reach: Reach, what: string, order: Order, effect: () => T): Promise<T> {
  return reach.call('cloud', what, () => onItsWay(reach, order, effect));
}

function onItsWay<T>(
  { weather, dice, timeline, life, spoilt }: Reach,
  order: Order,
  effect: () => T,
): Promise<T> {
  const { cloud } = weather;
  const fails = (error: CloudError): Promise<never> => {
    spoilt(order.request);
    return Promise.reject(error);
  };
  if (cloud.down || dice.chance(cloud.broken))
    return fails(new CloudError('broken', 'Azure answers with an error of its own.'));
  if (dice.chance(cloud.busy))
    return fails(new CloudError('busy', 'Azure is busy.', { retryAfterMs: dice.between(1, 30) * 1_000 }));
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const hangs = dice.chance(cloud.hangs);
  if (hangs) spoilt(order.request);
  // Of what hangs, some was done, and some of it late.
  const arrives = !hangs || dice.chance(0.6);
  const way = hangs ? dice.between(1_000, LIMIT_MS - 1_000) : dice.between(20, 400);
  if (arrives)
    timeline.after(way, WORLD, () => {
      const answer = effect();
      if (!hangs) resolve(answer);
    });
  if (hangs) timeline.after(LIMIT_MS, life, () => reject(new CloudError('broken', 'Azure did not answer.')));
  return life.alive ? promise : NEVER;
}
