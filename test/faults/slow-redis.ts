import { connect, createServer, type Socket } from 'node:net';
// Not the timers of the simulation, which are those of its own time.
import { setTimeout as really } from 'node:timers/promises';
import type { Store, Stored } from '../../src/ports/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { LostAnswer } from '../simulation/watched-store.ts';

export interface SlowRedis {
  readonly url: string;
  /** How many answers came too late so far. */
  late(): number;
  /** From now on so many answers are late, one of each few. */
  storm(most: number): void;
  close(): void;
}

/** One of so many pieces of Redis' answers is late. */
const EVERY = 17;

/** A way to a Redis on which, in a storm, some answers take so long; what is asked arrives at once. */
export async function slowWayTo(port: number, lateMs: number): Promise<SlowRedis> {
  const sockets = new Set<Socket>();
  let [pieces, late, most] = [0, 0, 0];
  const delay = (): number => {
    pieces += 1;
    if (late >= most || pieces % EVERY !== 0) return 0;
    late += 1;
    return lateMs;
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    let before = Promise.resolve();
    far.on('data', (piece) => {
      const ms = delay();
      before = before.then(() => really(ms)).then(() => void near.write(piece));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    late: () => late,
    storm(more) {
      most = late + more;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The slow one, with a word of what it wrote and did not answer: the world knows it, whoever asked does not. */
export function seenBy(direct: Store, slow: Store): Store {
  const look =
    <A extends readonly unknown[]>(write: (stored: never, ...more: A) => Promise<Stored>) =>
    async (stored: Omit<Stored, 'version'> & { readonly version?: number }, ...more: A): Promise<Stored> => {
      try {
        return await write(stored as never, ...more);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const written = await direct.find(stored.request.id);
        if (written?.version !== (stored.version ?? 0) + 1) throw error;
        throw new LostAnswer(error.message, written);
      }
    };
  const { create, save, lease, release } = slow;
  return {
    ...slow,
    ...{ create: look(create), save: look(save), lease: look(lease), release: look(release) },
  };
}
