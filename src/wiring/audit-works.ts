import { randomUUID } from 'node:crypto';
import { type CheckpointDeps, writeCheckpoint } from '../audit/checkpoints.ts';
import { signerOf } from '../audit/keys.ts';
import { pruneDaily } from '../audit/retention.ts';
import { forward } from '../audit/sinks/forward.ts';
import { lagOf } from '../audit/sinks/lag.ts';
import { tellBehind } from '../flow/audit-lag.ts';
import type { Deps } from '../flow/deps.ts';
import { createRounds } from '../flow/rounds.ts';
import type { AuditSink } from '../ports/audit-sink.ts';
import type { AuditSettings } from '../settings/audit.ts';

/** What goes on with the audit log beside the flow: it is signed, copied elsewhere, and watched. */
export interface AuditWorks {
  start(): void;
  /** One round of everything, in order. */
  pass(): Promise<void>;
  /** Vouches for the log as it is now. */
  checkpoint(): Promise<void>;
  /** Lets go of open files, which are opened anew. */
  reopen(): Promise<void>;
  /** A last checkpoint, and what the sinks still lack; to be called when nothing else writes any more. */
  stop(): Promise<void>;
}

/** How often it is looked whether a checkpoint is due, and how long a sink may take at the end; real milliseconds. */
const LOOK_MS = 60_000;
const LAST_MS = 5_000;
/** It reads the whole log: soon after a start there is more urgent work. */
const PRUNING = { firstMs: 600_000, everyMs: 3_600_000 };

export function createAuditWorks(
  deps: Deps,
  audit: AuditSettings,
  sinks: readonly AuditSink[],
  { lastMs = LAST_MS }: { readonly lastMs?: number } = {},
): AuditWorks {
  const { key } = audit;
  const signing: CheckpointDeps | undefined =
    key === undefined ? undefined : { ...deps, signer: signerOf(key), policy: () => deps.policy().hash };
  const checkpoint = (sinceMs = 0): Promise<void> =>
    quietly(deps, 'a checkpoint of the audit log could not be written', async () => {
      if (signing) await writeCheckpoint(signing, deps.clock.spanOf(sinceMs));
    });
  const send = (sink: AuditSink): Promise<void> => sendTo({ ...deps, me: ME }, sink);
  const watch = createWatch(deps, audit, sinks);
  const drop = (): Promise<void> =>
    quietly(deps, 'old events could not be dropped; the next pass tries again', async () => {
      const retention = { ...deps, sinks: sinks.map(({ name }) => name), signer: signing?.signer };
      if (audit.keepDays !== undefined)
        await pruneDaily({ ...retention, policy: () => deps.policy().hash }, audit.keepDays);
    });
  const rounds = [
    createRounds(deps, { firstMs: LOOK_MS, everyMs: LOOK_MS }, () => checkpoint(audit.checkpointEveryMs)),
    ...sinks.map((sink) => createRounds(deps, { firstMs: 0, everyMs: sink.everyMs }, () => send(sink))),
    ...(sinks.length > 0 ? [createRounds(deps, { firstMs: LOOK_MS, everyMs: LOOK_MS }, watch)] : []),
    ...(audit.keepDays === undefined ? [] : [createRounds(deps, PRUNING, drop)]),
  ];
  const close = (): Promise<unknown> =>
    Promise.all(sinks.map((sink) => quietly(deps, 'a sink could not be closed', async () => sink.close?.())));
  return {
    start: () => {
      for (const each of rounds) each.start();
    },
    async pass() {
      await checkpoint(audit.checkpointEveryMs);
      await Promise.all(sinks.map(send));
      await watch();
      await drop();
    },
    checkpoint: () => checkpoint(),
    reopen: async () => void (await close()),
    async stop() {
      await Promise.all(rounds.map((each) => each.stop()));
      await checkpoint();
      await within(lastMs, Promise.all(sinks.map(send)));
      await close();
    },
  };
}

/** This process, unlike every other. */
const ME = randomUUID();

const sendTo = (deps: Deps & { readonly me: string }, sink: AuditSink): Promise<void> =>
  quietly(deps, 'the audit log could not be sent; the next pass tries again', () => forward(deps, sink));

/** Looks how far behind each sink is; who should know is told once a day. */
function createWatch(deps: Deps, { lagMs }: AuditSettings, sinks: readonly AuditSink[]): () => Promise<void> {
  return () =>
    quietly(deps, 'it could not be told how far the copies of the audit log are', async () => {
      const now = deps.clock.now();
      for (const { name } of sinks) {
        const { since, ...lag } = await lagOf(deps.store, name, now);
        if (since === undefined || now.getTime() - since.getTime() < deps.clock.spanOf(lagMs)) continue;
        deps.log.warn({ ...lag, since }, 'a copy of the audit log is behind');
        await tellBehind(deps, { ...lag, since });
      }
    });
}

async function quietly(deps: Deps, message: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    deps.log.error({ error }, message);
  }
}

/** Whatever is still under way after that is as after a crash: it comes again. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
