import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createAzure } from '../../../../src/cloud/azure/azure.ts';
import { createPace } from '../../../../src/cloud/azure/wire/pace.ts';
import { createHandClock } from '../../../fakes/clock.ts';
import { silent } from '../sandbox-azure.ts';

const SUBS = ['a1', 'b2', 'c3'].map((end) => `00000000-0000-4000-8000-0000000000${end}`);
const PAGE = 1_000;

/** A Resource Graph with so many VMs, each with an interface, in three subscriptions; pages of 1,000 as Azure's. */
function graphOf(count: number, headers: Readonly<Record<string, string>> = {}) {
  const group = (at: number): string => `/subscriptions/${SUBS[at % SUBS.length]}/resourceGroups/rg`;
  const nic = (at: number): string => `${group(at)}/providers/Microsoft.Network/networkInterfaces/nic-${at}`;
  const numbers = Array.from({ length: count }, (_, at) => at);
  const tables: readonly (readonly [needle: string, rows: () => readonly object[]])[] = [
    ['subscriptions', () => SUBS.map((id) => ({ id: `/subscriptions/${id}`, subscriptionId: id, name: id }))],
    ["in~ ('microsoft.compute/virtualmachines'", () => numbers.map((at) => vmRow(at, group(at), nic(at)))],
    ["=~ 'microsoft.network/networkinterfaces'", () => numbers.map((at) => nicRow(nic(at), at))],
  ];
  const calls: string[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const { pathname } = new URL(request.url);
      calls.push(pathname);
      const body = pathname.endsWith('/resources') ? answer(String(request.body)) : { value: [] };
      const flat = { 'content-type': 'application/json', ...headers };
      return { request, status: 200, headers: createHttpHeaders(flat), bodyAsText: JSON.stringify(body) };
    },
  };
  const answer = (text: string): object => {
    const { query, options } = JSON.parse(text) as { query: string; options: { $skipToken?: string } };
    const found =
      query.startsWith('resourcecontainers') && query.includes('resourcegroups')
        ? undefined
        : tables.find(([needle]) => query.includes(needle));
    const rows = found ? found[1]() : [];
    const skip = Number(options.$skipToken ?? 0);
    const data = rows.slice(skip, skip + PAGE);
    const more = skip + PAGE < rows.length;
    return {
      ...{ totalRecords: rows.length, count: data.length, data, resultTruncated: 'false', facets: [] },
      ...(more ? { $skipToken: String(skip + PAGE) } : {}),
    };
  };
  return { httpClient, calls };
}

const vmRow = (at: number, group: string, nic: string) => ({
  ...{ id: `${group}/providers/Microsoft.Compute/virtualMachines/vm-${at}`, name: `vm-${at}` },
  ...{ resourceGroup: 'rg', subscriptionId: SUBS[at % SUBS.length], location: 'koreacentral', tags: null },
  ...{ vmId: String(at), os: 'Linux', power: 'PowerState/running', nics: [{ id: nic }] },
});
const nicRow = (id: string, at: number) => ({
  ...{ id, nsg: '' },
  configurations: [{ properties: { privateIPAddress: `10.0.${at >> 8}.${at & 255}` } }],
});

const settings = { endpoint: 'https://management.azure.com', scope: 'https://management.azure.com/.default' };
const credential = { getToken: async () => ({ token: 'x', expiresOnTimestamp: Date.now() + 3_600_000 }) };

function startWith(count: number, headers: Readonly<Record<string, string>> = {}) {
  const { httpClient, calls } = graphOf(count, headers);
  const clock = createHandClock('2026-03-02T12:00:00.000Z');
  return { azure: createAzure(settings, { clock, log: silent, httpClient, credential }), calls };
}

describe('the list of many VMs', () => {
  const callsFor = async (count: number) => {
    const { azure, calls } = startWith(count);
    const vms = await azure.inventory.all();
    await Promise.all(vms.map(({ id }) => azure.inventory.accesses(id)));
    const isGraph = (path: string): boolean => path.endsWith('/resources');
    return {
      vms: vms.length,
      graph: calls.filter(isGraph).length,
      others: calls.filter((path) => !isGraph(path)).length,
    };
  };

  it('takes as many calls for 5,000 as for 10, but for a page of each 1,000 rows', async () => {
    const few = await callsFor(10);
    expect(few).toEqual({ vms: 10, graph: 10, others: SUBS.length });
    // Four more pages of VMs and four of their interfaces.
    expect(await callsFor(5_000)).toEqual({ vms: 5_000, graph: 10 + 8, others: SUBS.length });
  });

  it('waits, before Azure has to refuse, when it says that the quota of queries is used up', async () => {
    const slept: number[] = [];
    let wake = (): void => undefined;
    const pace = createPace((ms) => {
      slept.push(ms);
      return new Promise<void>((resolve) => {
        wake = resolve;
      });
    });
    const answer = (remaining: string) => ({
      status: 200,
      headers: createHttpHeaders({
        ...{ 'x-ms-user-quota-remaining': remaining, 'x-ms-user-quota-resets-after': '00:00:04' },
      }),
    });
    pace.note(answer('3'));
    await pace.ready();
    expect(slept).toEqual([]);
    pace.note(answer('0'));
    pace.note(answer('0'));
    expect(slept).toEqual([4_000]);
    const told: string[] = [];
    const next = pace.ready().then(() => told.push('asked'));
    told.push('rested');
    wake();
    await next;
    expect(told).toEqual(['rested', 'asked']);
    await pace.ready();
  });

  it('asks all the same, and in the end, where every answer says that nothing is left', async () => {
    const used = { 'x-ms-user-quota-remaining': '0', 'x-ms-user-quota-resets-after': '00:00:00' };
    const { azure } = startWith(3_000, used);
    expect(await azure.inventory.all()).toHaveLength(3_000);
  });
});
