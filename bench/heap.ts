/** Megabytes of the heap of a process that was started with `--inspect`, after everything that nobody holds was let go. */
export interface Heap {
  usedMb(): Promise<number>;
  close(): void;
}

/** `output` is what the process wrote, with the address of its inspector: https://nodejs.org/api/inspector.html */
export async function heapOf(output: string): Promise<Heap> {
  const url = /Debugger listening on (ws:\S+)/.exec(output)?.[1];
  if (url === undefined) throw new Error('The process has no inspector.');
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  let id = 0;
  /** https://chromedevtools.github.io/devtools-protocol/v8/ */
  const call = (method: string): Promise<{ readonly usedSize?: number }> => {
    id += 1;
    const asked = id;
    const answered = Promise.withResolvers<{ readonly usedSize?: number }>();
    socket.addEventListener('message', function hear({ data }) {
      const told = JSON.parse(String(data)) as { id?: number; result: { usedSize?: number } };
      if (told.id !== asked) return;
      socket.removeEventListener('message', hear);
      answered.resolve(told.result);
    });
    socket.send(JSON.stringify({ id: asked, method }));
    return answered.promise;
  };
  return {
    async usedMb() {
      // What the first leaves to finalizers, the second takes.
      for (let time = 0; time < 2; time += 1) await call('HeapProfiler.collectGarbage');
      return ((await call('Runtime.getHeapUsage')).usedSize ?? Number.NaN) / 2 ** 20;
    },
    close: () => socket.close(),
  };
}
