import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ArmDocument, JitPolicy } from '../../sandbox/azure/cloud/documents.ts';

/** One exchange that was recorded with real Azure. */
export interface Entry {
  readonly file: string;
  readonly method: string;
  /** Path and query, without the host and without a transcriber's remark. */
  readonly uri: string;
  readonly body: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  // biome-ignore lint/suspicious/noExplicitAny: recorded bodies are of many shapes
  readonly answer: any;
  readonly at: Date;
}

const FOLDER = path.resolve(import.meta.dirname, '../../../shared/azure/recordings');

/** The recordings, by file; undefined when the folder is not on this machine. */
export function readRecordings(): ReadonlyMap<string, readonly Entry[]> | undefined {
  if (!existsSync(FOLDER)) return undefined;
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  return new Map(files.map((file) => [file, readFile(file)]));
}

function readFile(file: string): readonly Entry[] {
  const { entries } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
  // biome-ignore lint/suspicious/noExplicitAny: read from a file
  return entries.flatMap(({ request, response }: any) => {
    const uri = String(request.uri).replace(/ \(.*$/, '');
    if (!uri.startsWith('/') && !uri.startsWith('https://')) return []; // noted as an excerpt of another run
    const { pathname, search } = new URL(uri, 'https://management.azure.com');
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value as string]),
    );
    return [
      {
        file,
        method: request.method,
        uri: pathname + search,
        body: request.body,
        status: response.status,
        headers,
        answer: response.body,
        at: new Date(String(headers.date)),
      } satisfies Entry,
    ];
  });
}

const POLICY = /^(\/subscriptions\/.*\/jitNetworkAccessPolicies\/[^/?]+)/i;

/** What must have been there for the first of the exchanges to be answered as it was. */
export function stateBefore(entries: readonly Entry[]): readonly ArmDocument[] {
  const documents = new Map<string, ArmDocument>();
  for (const entry of entries)
    for (const document of named(entry))
      if (!documents.has(document.id)) documents.set(document.id, document);
  return [...documents.values()];
}

function named(entry: Entry): readonly ArmDocument[] {
  const id = POLICY.exec(entry.uri)?.[1];
  const group = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)/i.exec(entry.uri)?.[1];
  const nsg = /^(.*\/networkSecurityGroups\/[^/]+)\/securityRules\//i.exec(entry.uri)?.[1];
  const subscription = /^(\/subscriptions\/[^/]+)/.exec(entry.uri)?.[1];
  // Anything in the group brings the group and the subscription with it.
  const filler = {
    id: `${group ?? `${subscription}/resourceGroups/any`}/providers/Any.Thing/things/one`,
    name: 'one',
    type: 'Any.Thing/things',
    properties: {},
  };
  if (nsg)
    return [
      filler,
      {
        ...filler,
        id: nsg,
        name: nsg.split('/').at(-1)!,
        type: 'Microsoft.Network/networkSecurityGroups',
        location: 'westus',
        etag: 'W/"0"',
        properties: { securityRules: [], defaultSecurityRules: [] },
      },
    ];
  if (entry.method === 'GET' && entry.status === 200)
    return [filler, ...(entry.answer?.value ?? (id ? [entry.answer] : []))];
  if (entry.method === 'DELETE' && id) return [filler, policy(id, [])];
  if (entry.method === 'POST' && id)
    return [filler, policy(id, (entry.body as { virtualMachines: [] }).virtualMachines)];
  return [filler];
}

/** A policy that allows what an exchange asks of it. */
function policy(
  id: string,
  asked: readonly { id: string; ports: readonly { number: number }[] }[],
): JitPolicy {
  const virtualMachines = asked.map((vm) => ({
    id: vm.id,
    ports: vm.ports.map(({ number }) => ({
      number,
      protocol: '*',
      allowedSourceAddressPrefix: '*',
      maxRequestAccessDuration: 'PT3H',
    })),
  }));
  const location = /\/locations\/([^/]+)/.exec(id)?.[1] ?? '';
  return {
    kind: 'Basic',
    id,
    name: id.split('/').at(-1)!,
    type: 'Microsoft.Security/locations/jitNetworkAccessPolicies',
    location,
    properties: { virtualMachines, requests: [], provisioningState: 'Succeeded', appendMode: false },
  };
}
