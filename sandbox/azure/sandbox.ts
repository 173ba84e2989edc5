import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ports/clock.ts';
import { demo } from '../scenarios/demo.ts';
import { createAgenda } from './agenda.ts';
import { createArm, type SeenCall } from './arm.ts';
import { build } from './build.ts';
import { createCertificate } from './certificate.ts';
import { createClock } from './clock.ts';
import { createCloud, putParents } from './cloud.ts';
import { computeRoutes, VM_TYPE } from './compute.ts';
import { answerControl, CONTROL_PATH } from './control.ts';
import type { ArmDocument } from './documents.ts';
import { createDoors, type Door } from './doors.ts';
import { type Edit, makeEdit } from './edits.ts';
import { createFaults, type FaultOrder } from './faults.ts';
import { answerIdentity, IDENTITY_PATH } from './identity.ts';
import { createJitEffects } from './jit-access.ts';
import { jitInitiateRoutes } from './jit-initiate.ts';
import { jitPolicyRoutes } from './jit-policies.ts';
import { managementRoutes } from './management.ts';
import { networkRoutes } from './network.ts';
import { createOperations } from './operations.ts';
import { EVERYTHING, type Permissions } from './permissions.ts';
import { playBefore, write } from './play.ts';
import { resourceGraphRoutes } from './resource-graph.ts';
import { type FullScenario, readScenario, type Scenario } from './scenario.ts';
import { serveHttp, serveHttps } from './servers.ts';
import { createTokens, type Principal } from './token.ts';
import { type Settings, USUAL, type World } from './world.ts';

/** What a sandbox is made with; everything has a usual value. */
export interface SandboxOptions {
  /** Business time; the world's when left out. */
  readonly clock?: Clock;
  /** What exists at the start; the demo's cloud when left out. */
  readonly scenario?: Scenario;
  readonly settings?: Partial<Settings>;
  readonly permissions?: Permissions;
  /** Ports of Resource Manager and of the identity endpoint; 0 takes free ones. */
  readonly port?: number;
  readonly identityPort?: number;
}

/** A VM and its sockets on this machine, `3389/tcp` to `127.0.0.1:49001`. */
export interface VmSockets {
  readonly id: string;
  readonly name: string;
  readonly sockets: Readonly<Record<string, string>>;
}

/** A running Azure. */
export interface Sandbox {
  /** `https://localhost:PORT`: endpoint, and the resource that tokens must be for. */
  readonly arm: string;
  /** Value for IDENTITY_ENDPOINT. */
  readonly identity: string;
  readonly identityHeader: string;
  /** Path of the certificate's PEM file. */
  readonly certificate: string;
  /** `http://127.0.0.1:PORT/sandbox`: faults, edits, doors, calls. */
  readonly control: string;
  readonly vms: readonly VmSockets[];
  /** The environment in which a child process finds this Azure through the real credential chain. */
  readonly env: Readonly<Record<string, string>>;
  /** Orders a fault; throws a sentence if it is none. */
  order(fault: FaultOrder): number;
  clearFaults(): void;
  /** Makes a change past the API; throws a sentence if it cannot. */
  edit(edit: Edit): void;
  /** Puts documents as they are, with the subscription and resource group that they need. */
  put(...documents: readonly ArmDocument[]): void;
  /** A copy of a document as it is now. */
  document(id: string): ArmDocument | undefined;
  /** Brings sockets in line with the rules and says how they stand. */
  doors(): Promise<readonly Door[]>;
  /** What Resource Manager was asked since the start, oldest first. */
  calls(): readonly SeenCall[];
  close(): Promise<void>;
}

const WHO: Principal = {
  tenantId: '3a9d5b7c-1e2f-4a68-9c0d-5f4e3b2a1c10',
  objectId: '7e1c4d2a-8b3f-4c59-a6d7-0b9e8f7a6c21',
  clientId: 'c4b7a1d8-6e5f-4023-b9c8-1d2e3f4a5b32',
  resource:
    '/subscriptions/6c8d2f10-5a41-4d8e-9b7a-0f3e5c2a1b01/resourcegroups/rg-ajar/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ajar',
};

/** Starts an Azure on loopback: Resource Manager over HTTPS, the identity endpoint, and a socket for each VM's ports. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const scenario = readScenario(options.scenario ?? demo);
  const world = createWorld(options);
  const effects = createJitEffects(world);
  build(world, scenario, effects);
  const operations = createOperations(world);
  const routes = [
    ...managementRoutes(world),
    ...jitPolicyRoutes(world, effects),
    ...jitInitiateRoutes(world, effects),
    ...networkRoutes(world, operations),
    ...computeRoutes(world),
    ...resourceGraphRoutes(world),
  ];
  const publicAddress = (loopback: string): string => scenario.sources[loopback] ?? '203.0.113.1';
  const faults = createFaults();
  const tokens = createTokens(WHO, () => world.settings.tokenLifeSeconds);
  const seen: SeenCall[] = [];
  const doors = await createDoors(world, morePorts(world, scenario), publicAddress);
  const certificate = await createCertificate();
  let audiences: readonly string[] = [];
  const arm = await serveHttps(
    createArm({
      world,
      routes,
      tokens,
      faults,
      publicAddress,
      audiences: () => audiences,
      seen: (c) => seen.push(c),
    }),
    certificate,
    options.port ?? 0,
  );
  audiences = [`https://localhost:${arm.port}`, `https://127.0.0.1:${arm.port}`];

  const secret = randomBytes(16).toString('hex');
  const controls = {
    faults,
    edit: (edit: unknown) => makeEdit(world, edit),
    doors: () => doors.settle(),
    calls: () => seen,
    now: () => world.clock.now(),
  };
  const local = await serveHttp(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith(`${CONTROL_PATH}/`))
      return write(response, await answerControl(controls, request, url.pathname), {});
    return answerIdentityRequest(request, response, url);
  }, options.identityPort ?? 0);

  async function answerIdentityRequest(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<void> {
    const send = (answer: Parameters<typeof write>[1]): void => write(response, answer, answer.headers ?? {});
    const fault = faults.take('identity', request.method ?? 'GET', url.pathname);
    if ((await playBefore(fault, request, send)) === 'done') return;
    if (fault?.kind === 'drop-answer') return void request.socket.destroy();
    if (url.pathname.replace(/\/$/, '') !== IDENTITY_PATH)
      // az appends a slash

      return send({ status: 404, body: { message: `Not ${IDENTITY_PATH}.` } });
    send(answerIdentity(request, url, secret, tokens, WHO));
  }

  const identity = `http://127.0.0.1:${local.port}${IDENTITY_PATH}`;
  const vms = socketsOf(world, await doors.settle());
  return {
    arm: audiences[0]!,
    identity,
    identityHeader: secret,
    certificate: certificate.path,
    control: `http://127.0.0.1:${local.port}${CONTROL_PATH}`,
    vms,
    env: {
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      IDENTITY_ENDPOINT: identity,
      IDENTITY_HEADER: secret,
      NODE_EXTRA_CA_CERTS: certificate.path,
    },
    order: (fault) => faults.order(fault),
    clearFaults: () => faults.clear(),
    edit: (edit) => makeEdit(world, edit),
    put(...documents) {
      for (const document of documents) {
        putParents(world.cloud, document.id, WHO.tenantId, document.location ?? 'koreacentral');
        world.cloud.put(structuredClone(document));
      }
    },
    document(id) {
      world.agenda.catchUp();
      return structuredClone(world.cloud.find(id));
    },
    doors: () => doors.settle(),
    calls: () => [...seen],
    async close() {
      await Promise.all([arm.close(), local.close(), doors.close()]);
      await certificate.remove();
    },
  };
}

function createWorld(options: SandboxOptions): World {
  const clock = options.clock ?? createClock();
  return {
    cloud: createCloud(),
    clock,
    agenda: createAgenda(clock),
    settings: { ...USUAL, ...options.settings },
    principal: WHO,
    permissions: options.permissions ?? EVERYTHING,
    locks: new Set(),
    pending: new Map(),
  };
}

/** The scenario's ports that no JIT policy guards, by lower-cased VM id. */
function morePorts({ cloud }: World, scenario: FullScenario): ReadonlyMap<string, readonly number[]> {
  const wanted = scenario.vms.filter((vm) => vm.ports.length > 0);
  return new Map(
    wanted.flatMap((vm) => {
      const group = scenario.groups[vm.group]?.name ?? vm.group;
      const suffix = `/resourcegroups/${group}/providers/${VM_TYPE}/${vm.name}`.toLowerCase();
      const found = cloud.ofType(VM_TYPE).find((d) => d.id.toLowerCase().endsWith(suffix));
      return found ? [[found.id.toLowerCase(), vm.ports] as const] : [];
    }),
  );
}

function socketsOf({ cloud }: World, doors: readonly Door[]): readonly VmSockets[] {
  return cloud.ofType(VM_TYPE).map((vm) => ({
    id: vm.id,
    name: vm.name,
    sockets: Object.fromEntries(doors.filter((d) => d.vm === vm.id).map((d) => [d.port, d.socket])),
  }));
}
