import { readExamples } from '../access/policy/examples-file.ts';
import type { Vm } from '../access/vm.ts';
import { createClock } from '../clock.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { openAzure } from '../main.ts';
import { policyTextOf } from '../wiring/policy-source.ts';
import { orComplaint } from './find-vm.ts';

/** The VMs that Ajar can read in Azure, or those of a file of examples, for which nothing is asked. Throws `Complaint`. */
export async function vmsFrom(file: string | undefined): Promise<readonly Vm[]> {
  if (file === undefined) {
    const config = readConfig(environment());
    const { inventory } = await openAzure(config, createClock(config.clock), createLog('error'));
    return orComplaint(inventory.all());
  }
  const read = readExamples(policyTextOf(file));
  if ('vms' in read) return read.vms;
  const faults = read.faults.map(
    ({ line, column, path, message }) => `${file}:${line}:${column} ${path}: ${message}`,
  );
  throw new Complaint(`${file} is no file of examples:\n${faults.join('\n')}`);
}
