import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/ports/clock.ts';
import { type CloudName, NATIONAL_CLOUDS } from '../../src/settings/national-clouds.ts';
import { demo } from '../scenarios/demo.ts';
import { build } from './build/build.ts';
import { putAll } from './cloud/cloud.ts';
import type { ArmDocument } from './cloud/documents.ts';
import { type Edit, makeEdit } from './cloud/edits.ts';
import type { Settings } from './cloud/world.ts';
import { createWorld, routesOf } from './create-world.ts';
import { createDoors, type Door, NO_DOORS } from './doors/doors.ts';
import { morePorts, socketsOf, type VmSockets } from './doors/sockets.ts';
import { createJitEffects } from './jit/access.ts';
import { createGraph } from './rbac/graph.ts';
import { readScenario, type Scenario } from './scenario.ts';
import { IDENTITY_PATH } from './sign-in/identity.ts';
import type { Permissions } from './sign-in/permissions.ts';
import { createTokens } from './sign-in/token.ts';
import { createArm, type SeenCall } from './wire/arm.ts';
import { createCertificate } from './wire/certificate.ts';
import { CONTROL_PATH, type Controls } from './wire/control.ts';
import { createFaults, type FaultOrder } from './wire/faults.ts';
import { createLocal } from './wire/local.ts';
import { serveHttp, serveHttps } from './wire/servers.ts';

/** What a sandbox is made with; everything has a usual value. */
export interface SandboxOptions {
  /** Business time; the world's when left out. */
  readonly clock?: Clock;
  /** What exists at the start; the demo's cloud when left out. */
  readonly scenario?: Scenario;
  readonly settings?: Partial<Settings>;
  /** Which Azure it stands for: it takes tokens for that one's Resource Manager alone. Left out: for its own address. */
  readonly cloud?: CloudName;
  /** What the caller may do; the scenario's, or everything, when left out. */
  readonly permissions?: Permissions;
  /** `false`: no VM's port can be connected to. For clouds of so many VMs that the system has not sockets enough. */
  readonly sockets?: false;
  /** Ports of Resource Manager and of the identity endpoint; 0 takes free ones. */
  readonly port?: number;
  readonly identityPort?: number;
}

/** A running Azure. */
export interface Sandbox {
  /** `https://localhost:PORT`: endpoint, and the resource that tokens must be for. */
  readonly arm: string;
  /** Microsoft Graph, likewise. */
  readonly graph: string;
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

/** Stops what was started, the last first. */
type Stops = (() => Promise<void>)[];

/** Starts an Azure on loopback: Resource Manager over HTTPS, the identity endpoint, and a socket for each VM's ports. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const stops: Stops = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    return { ...(await start(options, stops)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: SandboxOptions, stops: Stops): Promise<Omit<Sandbox, 'close'>> {
  const scenario = readScenario(options.scenario ?? demo);
  const world = createWorld({ ...scenario, ...options });
  stops.push(async () => world.agenda.clear());
  const effects = createJitEffects(world);
  build(world, scenario, effects);
  const publicAddress = (loopback: string): string => scenario.sources[loopback] ?? THIS_MACHINE;
  const doors =
    options.sockets === false
      ? NO_DOORS
      : await createDoors(world, morePorts(world, scenario), publicAddress);
  stops.push(doors.close);
  const certificate = await createCertificate();
  stops.push(certificate.remove);

  const faults = createFaults();
  const national = options.cloud && NATIONAL_CLOUDS[options.cloud];
  const [login] = NATIONAL_CLOUDS[options.cloud ?? 'public'].logins;
  const tokens = createTokens(world.principal, world.settings.tokenLifeSeconds, login);
  const seen: SeenCall[] = [];
  let audiences: readonly string[] = [];
  const answer = createArm({
    ...{ world, tokens, faults, publicAddress },
    routes: routesOf(world, effects),
    audiences: () => audiences,
    seen: (call) => seen.push(call),
    edit: (edit) => makeEdit(world, effects, edit),
  });
  const arm = await serveHttps(answer, certificate, options.port ?? 0);
  stops.push(arm.close);
  const own = [`https://localhost:${arm.port}`, `https://127.0.0.1:${arm.port}`];
  audiences = national ? [national.arm] : own;

  let ofGraph: readonly string[] = [];
  const directory = await serveHttps(
    createGraph({ world, tokens, faults, audiences: () => ofGraph }),
    ...([certificate, 0] as const),
  );
  stops.push(directory.close);
  ofGraph = [`https://localhost:${directory.port}`];

  const controls: Controls = {
    faults,
    edit: (edit) => makeEdit(world, effects, edit),
    doors: doors.settle,
    calls: () => [...seen],
    now: () => world.clock.now(),
  };
  const secret = randomBytes(16).toString('hex');
  const local = await serveHttp(
    createLocal(controls, tokens, secret, world.principal, world.others),
    options.identityPort ?? 0,
  );
  stops.push(local.close);
  const identity = `http://127.0.0.1:${local.port}${IDENTITY_PATH}`;
  return {
    arm: `https://localhost:${arm.port}`,
    graph: `https://localhost:${directory.port}`,
    identity,
    identityHeader: secret,
    certificate: certificate.path,
    control: `http://127.0.0.1:${local.port}${CONTROL_PATH}`,
    vms: socketsOf(world, await doors.settle()),
    env: {
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      IDENTITY_ENDPOINT: identity,
      IDENTITY_HEADER: secret,
      NODE_EXTRA_CA_CERTS: certificate.path,
      AJAR_GRAPH_ENDPOINT: `https://localhost:${directory.port}`,
      ...(options.cloud && {
        ...{ AJAR_CLOUD: options.cloud, AJAR_AZURE_ENDPOINT: `https://localhost:${arm.port}` },
        AJAR_AZURE_SCOPE: `${NATIONAL_CLOUDS[options.cloud].arm}/.default`,
      }),
    },
    order: faults.order,
    clearFaults: faults.clear,
    edit: controls.edit,
    put: (...documents) => putAll(world.cloud, documents, world.principal.tenantId),
    document(id) {
      world.agenda.catchUp();
      return structuredClone(world.cloud.find(id));
    },
    doors: doors.settle,
    calls: controls.calls,
  };
}

/** Where connections from a loopback address that the scenario does not name seem to come from. */
export const THIS_MACHINE = '203.0.113.1';
