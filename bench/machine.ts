import os from 'node:os';

/** On what it was measured; nothing that names the machine itself. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes that ran or waited for a core in the minute before: above the cores, others were at work. */
  readonly load: number;
}

export const machineNow = (): Machine => ({
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  system: `${os.platform()} ${os.arch()}`,
  node: process.version,
  load: Math.round((os.loadavg()[0] ?? 0) * 10) / 10,
});
