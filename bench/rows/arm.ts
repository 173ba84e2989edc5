import type { HttpClient } from '@azure/core-rest-pipeline';
import { createSandbox, type Sandbox } from '../../sandbox/azure/sandbox.ts';
import type { Scenario } from '../../sandbox/azure/scenario.ts';
import { createClock } from '../../src/clock.ts';
import { type Azure, createAzure } from '../../src/cloud/azure/azure.ts';
import {
  orderFor,
  SUB,
  scenario,
  silent,
  tokensFrom,
  trusting,
} from '../../test/cloud/azure/sandbox-azure.ts';
import { compared, limited, type Size } from '../measure.ts';
import { personOf } from '../organisation.ts';
import type { Line, Row } from '../row.ts';

const AT_ONCE: Record<Size, readonly number[]> = { full: [3, 20, 100], quick: [3, 20, 100], smoke: [3] };
const VMS: Record<Size, number> = { full: 100_000, quick: 2_000, smoke: 60 };
const SUBSCRIPTIONS: Record<Size, number> = { full: 50, quick: 50, smoke: 3 };
const ROUNDS: Record<Size, number> = { full: 15, quick: 3, smoke: 1 };
/** https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data#paging-results */
const A_PAGE = 1_000;

const VM = `/subscriptions/${SUB}/resourceGroups/rg-Web/providers/Microsoft.Compute/virtualMachines/web-01`;

/** One VM behind one security group, whose port no JIT policy keeps. */
const oneGroup: Scenario = {
  ...scenario,
  policies: [],
  vms: [
    {
      ...{ name: 'web-01', group: 'rg-Web' },
      nics: [{ subnet: 'vnet/bare', address: '10.0.1.4', nsg: 'nsg-nic' }],
    },
  ],
};

interface Stand {
  readonly sandbox: Sandbox;
  readonly azure: Azure;
  /** Milliseconds in which some call was under way. */
  away(): number;
  /** Calls of Resource Manager since it was asked last. */
  calls(): number;
}

async function standOn(cloud: Scenario): Promise<Stand> {
  const settings = { openMs: 0, expireMs: 0, operationMs: 0, firewallMs: 0 };
  const sandbox = await createSandbox({ scenario: cloud, settings, sockets: false });
  const { httpClient, away } = timed(trusting(sandbox));
  const azure = createAzure(
    // A hundred in turn take longer than one deed has; Ajar would go on in the next.
    { endpoint: sandbox.arm, scope: `${sandbox.arm}/.default`, nsg: true, callTimeoutMs: 600_000 },
    { clock: createClock(), log: silent, httpClient, credential: tokensFrom(sandbox) },
  );
  let seen = 0;
  const calls = (): number => {
    const before = seen;
    seen = sandbox.calls().length;
    return seen - before;
  };
  return { sandbox, azure, away, calls };
}

/** Adds up how long whoever calls waits for Azure, the network and the libraries' own reading included. */
function timed(client: HttpClient) {
  let [total, underWay, since] = [0, 0, 0];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      if (underWay === 0) since = performance.now();
      underWay += 1;
      try {
        return await client.sendRequest(request);
      } finally {
        underWay -= 1;
        if (underWay === 0) total += performance.now() - since;
      }
    },
  };
  // What is under way as it is asked counts from then on alone.
  return { httpClient, away: () => total + (underWay === 0 ? 0 : performance.now() - since) };
}

/** Opens one port for so many requests at once, each from a source of its own; throws unless every one is open. */
async function openings({ azure }: Stand, from: number, count: number): Promise<void> {
  const { nsg } = azure.providers;
  const vm = (await azure.inventory.all()).find(({ id }) => id === VM.toLowerCase());
  if (!vm) throw new Error('The VM is not in the inventory.');
  const clock = createClock();
  const orders = Array.from({ length: count }, (_, at) => {
    const source = `203.0.${Math.floor((from + at) / 250)}.${(from + at) % 250}/32`;
    const plan = nsg.plan(vm, [{ number: 8080, protocol: 'tcp' }], [source], 3_600_000);
    if ('refused' in plan) throw new Error(plan.refused);
    const request = `aj-${String(from + at).padStart(6, '0')}`;
    const until = new Date(Date.now() + 3_600_000);
    return orderFor(
      clock,
      plan.grants.map((grant) => ({ ...grant, key: 'g1' })),
      { request, until },
    );
  });
  const seen = await Promise.all(orders.map((order) => nsg.open(order)));
  const shut = seen.flat().filter(({ state }) => state !== 'open');
  if (shut.length > 0) throw new Error(JSON.stringify(shut[0]));
}

/**
 * The fewest, for one VM: its interface and its subnet say which groups stand before it now, the group which numbers are free;
 * each rule is put by itself, as putting the whole group would take away what others put into it meanwhile. Azure answers
 * that before it is done and takes one change of a group at a time, so that each is looked at before the next is sent: that
 * reading says "open", and which numbers are free for the next. What is read of the VM serves all requests at once.
 */
const fewest = (requests: number): number => 3 + 2 * requests;

const FEWEST = 'the fewest that the API allows';

/**
 * So many at once: their calls, and what of the time until the last is open is Ajar's own, for each. The group has no other
 * rules: a list of more than a hundred is read in two pages.
 */
async function together(count: number): Promise<readonly Line[]> {
  const stand = await standOn(oneGroup);
  try {
    await stand.azure.inventory.all();
    return await togetherOn(stand, count);
  } finally {
    await stand.sandbox.close();
  }
}

async function togetherOn(stand: Stand, count: number): Promise<readonly Line[]> {
  stand.calls();
  const [began, away] = [performance.now(), stand.away()];
  await openings(stand, 0, count);
  const own = performance.now() - began - (stand.away() - away);
  const what = `${count} at once on one group`;
  const goal = { atMost: 1 };
  return [
    {
      what: `calls for ${what}`,
      against: FEWEST,
      unit: 'calls',
      ...limited([stand.calls()], fewest(count)),
      goal,
    },
    {
      what: `own time of each of ${what}`,
      against: '20 ms',
      unit: 'ms',
      ...limited([own / count], 20),
      goal,
    },
  ];
}

async function opening(size: Size): Promise<readonly Line[]> {
  const stand = await standOn(oneGroup);
  try {
    await openings(stand, 0, 1);
    const own: number[] = [];
    const one: number[] = [];
    for (let round = 1; round <= ROUNDS[size]; round += 1) {
      stand.calls();
      const [began, away] = [performance.now(), stand.away()];
      await openings(stand, round, 1);
      own.push(performance.now() - began - (stand.away() - away));
      one.push(stand.calls());
    }
    const goal = { atMost: 1 };
    const lines: Line[] = [
      { what: 'calls for one request', against: FEWEST, unit: 'calls', ...limited(one, fewest(1)), goal },
      { what: 'own time of one opening', against: '20 ms', unit: 'ms', ...limited(own, 20), goal },
    ];
    for (const count of AT_ONCE[size]) lines.push(...(await together(count)));
    return lines;
  } finally {
    await stand.sandbox.close();
  }
}

/** So many VMs over the subscriptions, put past the API. */
function fill(sandbox: Sandbox, count: number, subscriptions: number): void {
  const model = sandbox.document(VM);
  if (!model) throw new Error('The sandbox has no VM to go by.');
  for (let at = 0; at < count; at += 1) {
    const subscription = personOf(at % subscriptions, 50_000_000);
    const name = `vm-${at}`;
    const id = `/subscriptions/${subscription}/resourceGroups/rg-a/providers/Microsoft.Compute/virtualMachines/${name}`;
    sandbox.put({
      ...model,
      id,
      name,
      properties: {
        ...model.properties,
        networkProfile: { networkInterfaces: [] },
        vmId: personOf(at, 90_000_000),
      },
    } as typeof model);
  }
}

/** The fewest: what an inventory with one VM in each subscription takes, and one call for each further thousand VMs. */
async function inventory(size: Size): Promise<readonly Line[]> {
  const [count, subscriptions] = [VMS[size], SUBSCRIPTIONS[size]];
  const costWith = async (vms: number): Promise<Cost> => {
    const stand = await standOn(oneGroup);
    try {
      fill(stand.sandbox, vms, subscriptions);
      stand.calls();
      const [heap, began, away] = [heapMb(), performance.now(), stand.away()];
      await stand.azure.inventory.refresh();
      const elapsed = performance.now() - began;
      const own = elapsed - (stand.away() - away);
      const found = await stand.azure.inventory.all();
      if (found.length !== vms + 1) throw new Error(`${found.length} of ${vms + 1} VMs were found.`);
      return { calls: stand.calls(), elapsed, own, heap: heapMb() - heap };
    } finally {
      await stand.sandbox.close();
    }
  };
  const small = await costWith(subscriptions);
  const large = await costWith(count);
  const pages = Math.ceil((count + 1) / A_PAGE) - 1;
  const what = `inventory of ${count.toLocaleString('en')} VMs in ${subscriptions} subscriptions`;
  const versus = (against: string, unit: Line['unit'], ours: number, baseline: number): Line => ({
    ...{ what, against, unit },
    ...compared({ ours: [ours], baseline: [baseline] }),
  });
  return [
    {
      ...versus(
        'its calls with one VM in each, and one a further 1,000',
        'calls',
        large.calls,
        small.calls + pages,
      ),
      goal: { atMost: 1 },
    },
    versus('of its time, what the sandbox and the network did not take', 'ms', large.own, large.elapsed),
    versus('memory that it keeps, beside with one VM in each', 'MB', large.heap, Math.max(1, small.heap)),
  ];
}

/** What one refresh took, in calls, milliseconds and megabytes. */
interface Cost {
  readonly calls: number;
  readonly elapsed: number;
  readonly own: number;
  readonly heap: number;
}

function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

export const arm: Row = {
  name: 'arm',
  what: 'ARM calls and own time for one request; for 100 requests at once on one NSG; inventory of 100,000 VMs in 50 subscriptions',
  goal: 'equal to the fewest calls the API allows; opening adds ≤ 20 ms of our own to Azure’s time',
  measure: async ({ size }) => ({ lines: [...(await opening(size)), ...(await inventory(size))] }),
};
