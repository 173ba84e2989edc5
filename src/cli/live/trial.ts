import type { Grant } from '../../access/grant.ts';
import type { Azure } from '../../cloud/azure/azure.ts';
import type { Look } from '../../cloud/azure/live/look.ts';
import { CloudError, type Order, type Provider, type Sighting } from '../../ports/provider.ts';

/** One opening that is tried out: what is sent, and who sends it. */
export interface Trial {
  readonly azure: Pick<Azure, 'lookAt'>;
  readonly provider: Provider;
  readonly order: Omit<Order, 'now' | 'grants'>;
  readonly grant: Grant;
  readonly now: () => Date;
  readonly print: (line: string) => void;
  /** Set once somebody wants it to end: nothing more is opened, and what is open is closed. */
  readonly stop: AbortSignal;
  /** Between two looks, in real milliseconds. */
  readonly everyMs: number;
  /** How often it is tried to close before what is left is told. */
  readonly closeLooks: number;
}

/** How long opening may take, in looks: about 90 s, as in the flow. */
const OPEN_LOOKS = 45;

/** What was measured; undefined where it did not come about. Real milliseconds since it was sent. */
export interface Measured {
  readonly acceptedMs?: number;
  readonly initiatedMs?: number;
  readonly ruleMs?: number;
  readonly openMs?: number;
  readonly last?: Look;
  /** Why it did not open. */
  readonly trouble?: string;
  /** Nothing was opened and nothing will be, so that there is nothing to close. */
  readonly never?: true;
}

const orderOf = ({ order, now }: Trial, grant: Grant): Order => ({ ...order, now: now(), grants: [grant] });

/** Opens, and looks until it is open, fails, takes too long or is stopped. Never throws: whatever happened, it must be closed after. */
export async function openIt(trial: Trial): Promise<Measured> {
  const start = performance.now();
  const since = (): number => Math.round(performance.now() - start);
  let measured: Measured = {};
  let grant = trial.grant;
  for (let looks = 0; looks < OPEN_LOOKS && !trial.stop.aborted; looks += 1) {
    const seen = await attempt(() => trial.provider.open(orderOf(trial, grant)));
    measured = { acceptedMs: since(), ...measured };
    // Saved as sent before it is sent, as the flow does: from here on it is read, and never sent twice.
    grant = { ...grant, state: 'sent' };
    measured = { ...measured, ...(await lookNow(trial, grant, measured, since)) };
    const first = looks === 0;
    if (seen instanceof CloudError)
      return { ...measured, trouble: seen.message, ...(first && seen.nothingSent && { never: true }) };
    const [sighting] = seen;
    if (sighting?.state === 'open') return { ...measured, openMs: since() };
    if (sighting?.state === 'failed' || sighting?.unsent)
      return { ...measured, trouble: sighting.note ?? 'It did not open.', ...(first && { never: true }) };
    await pause(trial);
  }
  return { ...measured, trouble: trial.stop.aborted ? 'It was stopped.' : 'It did not open in time.' };
}

async function lookNow(trial: Trial, grant: Grant, before: Measured, since: () => number): Promise<Measured> {
  if (grant.provider !== 'defender') return {};
  const last = await attempt(() => trial.azure.lookAt(orderOf(trial, grant), grant));
  if (last instanceof CloudError) return {};
  return {
    last,
    ...(last.status === 'Initiated' && { initiatedMs: before.initiatedMs ?? since() }),
    ...((last.rules ?? []).length > 0 && { ruleMs: before.ruleMs ?? since() }),
  };
}

/** What closing came to: proven shut after so long, or what is known to be left. */
export type Closed = { readonly closedMs: number } | { readonly left: string };

/** Closes until a read proves it shut. Is not stopped by what stops the opening. */
export async function closeIt(trial: Trial): Promise<Closed> {
  const start = performance.now();
  const grant: Grant = { ...trial.grant, state: 'sent' };
  let why = 'Azure does not show that it is shut.';
  for (let looks = 0; looks < trial.closeLooks; looks += 1) {
    const seen = await attempt(() => trial.provider.close(orderOf(trial, grant), new Set()));
    const sighting: Sighting | undefined = seen instanceof CloudError ? undefined : seen[0];
    if (sighting?.state === 'closed' || sighting?.state === 'failed')
      return { closedMs: Math.round(performance.now() - start) };
    why = seen instanceof CloudError ? seen.message : (sighting?.note ?? why);
    await new Promise((resolve) => setTimeout(resolve, trial.everyMs));
  }
  return { left: await whatIsLeft(trial, grant, why) };
}

async function whatIsLeft(trial: Trial, grant: Grant, why: string): Promise<string> {
  const look =
    grant.provider === 'defender'
      ? await attempt(() => trial.azure.lookAt(orderOf(trial, grant), grant))
      : undefined;
  const rules = look === undefined || look instanceof CloudError ? undefined : look.rules;
  const named =
    rules === undefined
      ? `Which rules are left could not be read${grant.cloud.rule === undefined ? '' : `; its own is called "${grant.cloud.rule}"`}.`
      : rules.length === 0
        ? 'No rule for it is there now, but Azure may still make one.'
        : `These rules are left: ${rules.join(', ')}. Remove them by hand.`;
  const { until } = trial.order;
  return `${why} ${named} Its end is ${until.toISOString()}; "ajar sweep --once" closes what is past that.`;
}

const pause = ({ everyMs, stop }: Trial): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, everyMs);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    stop.addEventListener('abort', end, { once: true });
  });

async function attempt<T>(work: () => Promise<T>): Promise<T | CloudError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}
