import { z } from 'zod';
import { RESOURCE_GROUP, SUBSCRIPTION } from '../cloud/cloud.ts';
import type { ArmDocument } from '../cloud/documents.ts';
import { readResourceId } from '../cloud/resource-id.ts';
import type { World } from '../cloud/world.ts';
import { allows } from '../sign-in/permissions.ts';
import { type Answer, ArmError } from '../wire/answer.ts';
import type { Call, Route } from '../wire/routes.ts';
import { GRAPH_VERSIONS } from '../wire/versions.ts';
import type { Row } from './kql/evaluate.ts';
import { runQuery } from './kql/query.ts';
import { KqlError } from './kql/tokens.ts';

const Body = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  options: z
    .object({
      $top: z.int().min(1).max(1000).optional(),
      $skip: z.int().min(0).optional(),
      $skipToken: z.string().optional(),
      resultFormat: z.enum(['objectArray', 'table']).optional(),
    })
    .optional(),
});

/** Resource Graph: queries over every resource that the caller may read. */
export function resourceGraphRoutes(world: World): readonly Route[] {
  const kept = keptUntilChanged(world);
  return [
    {
      method: 'POST',
      path: '/providers/Microsoft.ResourceGraph/resources',
      family: 'graph',
      action: 'Microsoft.ResourceGraph/resources/read',
      versions: GRAPH_VERSIONS,
      answer: (call) =>
        answer(
          {
            ...world,
            permissions: call.permissions,
            principal: { ...world.principal, tenantId: call.tenant },
          },
          call,
          kept,
        ),
    },
  ];
}

/** What queries found of which more pages are to come, until something changes: a cloud of many would be read anew for each. */
type Kept = Map<string, readonly Row[]>;

function keptUntilChanged({ cloud }: World): Kept {
  const kept: Kept = new Map();
  cloud.onChange(() => kept.clear());
  return kept;
}

function answer(world: World, call: Call, kept: Kept): Answer {
  const body = Body.safeParse(call.body);
  if (!body.success) throw new ArmError(400, 'BadRequest', z.prettifyError(body.error));
  const { query, subscriptions, options = {} } = body.data;
  if (options.resultFormat === 'table')
    throw new ArmError(400, 'BadRequest', 'The sandbox answers resultFormat objectArray only.');
  const key = JSON.stringify([query, subscriptions, call.tenant, call.permissions]);
  const rows = (options.$skipToken && kept.get(key)) || select(world, query, subscriptions);
  if ('status' in rows) return rows;
  const skip = options.$skipToken ? readToken(options.$skipToken) : (options.$skip ?? 0);
  const size = Math.min(options.$top ?? world.settings.graphPageSize, world.settings.graphPageSize);
  const data = rows.slice(skip, skip + size);
  const more = skip + size < rows.length;
  // Paging needs a stable order, which Azure takes from `id`: without that column the rest cannot be had.
  const pages = more && 'id' in (data[0] ?? {});
  if (pages) kept.set(key, rows);
  else kept.delete(key);
  return {
    status: 200,
    body: {
      totalRecords: rows.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: more && !pages ? 'true' : 'false',
      ...(pages ? { $skipToken: Buffer.from(`skip:${skip + size}`).toString('base64') } : {}),
    },
  };
}

function select(
  world: World,
  query: string,
  subscriptions: readonly string[] | undefined,
): readonly Row[] | Answer {
  try {
    return runQuery(query, (name) => tableOf(world, name, subscriptions));
  } catch (error) {
    if (error instanceof KqlError) return invalidQuery(error);
    throw error;
  }
}

function readToken(token: string): number {
  const skip = Number(/^skip:(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1]);
  if (Number.isSafeInteger(skip)) return skip;
  throw new ArmError(400, 'BadRequest', 'The skip token is not valid.');
}

/** The error's shape is Azure's; the last detail says what the sandbox does not read. */
function invalidQuery(error: KqlError): Answer {
  const details = [
    {
      code: 'InvalidQuery',
      message:
        'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
    },
    { code: 'ParserFailure', message: error.message },
  ];
  return {
    status: 400,
    body: {
      error: { code: 'BadRequest', message: 'Please provide below info when asking for support.', details },
    },
  };
}

const CONTAINERS: readonly string[] = [SUBSCRIPTION, RESOURCE_GROUP].map((type) => type.toLowerCase());
const SECURITY = ['microsoft.security/pricings', 'microsoft.security/assessments'];
/** Of connections it is not known whether Azure shows them. */
const NOT_IN_GRAPH = [
  'microsoft.security/locations/jitnetworkaccesspolicies',
  'microsoft.network/virtualhubs/hubvirtualnetworkconnections',
];

const TABLES: Readonly<Record<string, (type: string) => boolean>> = {
  resources: (type) => ![...CONTAINERS, ...SECURITY, ...NOT_IN_GRAPH].includes(type),
  resourcecontainers: (type) => CONTAINERS.includes(type),
  securityresources: (type) => SECURITY.includes(type),
};

function tableOf(world: World, name: string, subscriptions: readonly string[] | undefined): readonly Row[] {
  const belongs = TABLES[name.toLowerCase()];
  if (!belongs)
    throw new KqlError(`The sandbox has no table '${name}'; it has ${Object.keys(TABLES).join(', ')}.`);
  const wanted = subscriptions?.map((id) => id.toLowerCase());
  return world.cloud
    .all()
    .filter((d) => belongs(d.type.toLowerCase()) && allows(world.permissions, `${d.type}/read`))
    .filter((d) => isOfTenant(world, d))
    .map((d) => rowOf(world, d))
    .filter((row) => wanted === undefined || wanted.includes(String(row.subscriptionId).toLowerCase()));
}

/** A caller sees nothing of a tenant that its token is not of. */
const isOfTenant = ({ cloud, principal }: World, { id }: ArmDocument): boolean =>
  cloud.find(`/subscriptions/${readResourceId(id).subscription}`)?.properties.tenantId === principal.tenantId;

/** A document as Resource Graph shows it: types, groups and locations in lower case, every column there. */
function rowOf(world: World, document: ArmDocument): Row {
  const id = readResourceId(document.id);
  return {
    id: document.id,
    name: document.name,
    type: document.type.toLowerCase(),
    tenantId: world.principal.tenantId,
    kind: document.kind ?? '',
    location: document.location ?? '',
    resourceGroup: id.group.toLowerCase(),
    subscriptionId: id.subscription,
    managedBy: document.managedBy ?? '',
    sku: document.sku ?? null,
    plan: null,
    properties: document.properties,
    tags: document.tags ?? null,
    identity: null,
    zones: document.zones ?? null,
    extendedLocation: null,
  };
}
