import { describe, expect, it } from 'vitest';
import { createSends } from '../../../src/chat/teams/send/sends.ts';
import { WireError } from '../../../src/chat/teams/wire.ts';

const refused = (status: number, retryAfterMs?: number) =>
  new WireError('refused', status, retryAfterMs, undefined);

describe('the queue of a conversation', () => {
  it('goes on after a failure', async () => {
    const sends = createSends();
    const failed = sends.run('a', () => Promise.reject(refused(400)));
    const next = sends.run('a', async () => 'sent');
    await expect(failed).rejects.toMatchObject({ kind: 'broken' });
    expect(await next).toBe('sent');
  });

  it('never holds up another conversation', async () => {
    const sends = createSends();
    let release = (): void => undefined;
    const held = sends.run('a', () => new Promise<void>((resolve) => (release = resolve)));
    expect(await sends.run('b', async () => 'sent')).toBe('sent');
    release();
    await held;
  });

  it('refuses what it could never catch up with', async () => {
    const sends = createSends();
    let release = (): void => undefined;
    const held = sends.run('a', () => new Promise<void>((resolve) => (release = resolve)));
    const waiting = Array.from({ length: 199 }, () =>
      sends.run('a', async () => 'sent').catch((e: unknown) => e),
    );
    await expect(sends.run('a', async () => 'sent')).rejects.toMatchObject({ kind: 'busy' });
    const stopping = sends.stop(0);
    release();
    await Promise.all([held, stopping, ...waiting]);
  });

  it('passes on a fault of our own as it is', async () => {
    const bug = new TypeError('ours');
    await expect(createSends().run('a', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});

describe('stopping', () => {
  it('waits for what is in flight, and takes nothing more', async () => {
    const sends = createSends();
    let release = (): void => undefined;
    const flight = sends.run('a', () => new Promise<string>((resolve) => (release = () => resolve('sent'))));
    const stopped = sends.stop(60_000);
    await expect(sends.run('a', async () => 'late')).rejects.toMatchObject({ kind: 'busy' });
    release();
    await stopped;
    expect(await flight).toBe('sent');
  });

  it('does not wait for ever: what waits for another try hears of it', async () => {
    const sends = createSends();
    const retried = sends
      .run('a', () => Promise.reject(refused(503, 3_500)))
      .catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    await sends.stop(0);
    expect(await retried).toMatchObject({ kind: 'busy', message: 'Ajar is stopping' });
  });
});
