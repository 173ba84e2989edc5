import { readSource, saySource } from '../../access/address.ts';
import { sayDuration } from '../../access/duration.ts';
import type { Person } from '../../access/person.ts';
import { letsIn, type Offer, offerFor } from '../../access/policy/offers.ts';
import type { Policy } from '../../access/policy/policy.ts';
import { formatPort, type Port } from '../../access/port.ts';
import { MINUTE_MS } from '../../access/unit-ms.ts';
import type { Vm } from '../../access/vm.ts';
import { type Form, type FormChoice, type FormField, OWN_SOURCE } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import { addressChoices, type Known, knownAddresses } from '../say/addresses.ts';
import { OWN_ADDRESS } from '../say/draft.ts';
import { policyFor } from '../step/policy-now.ts';

type Choices = Pick<Form, 'ports' | 'otherPort' | 'durations' | 'capMs' | 'sources'>;
type Fields = Readonly<Partial<Record<FormField, string>>>;

const USUAL_MINUTES = [15, 30, 60, 120, 240, 480, 720, 1440];

/** What may be chosen on the VM that was picked; nothing before one is. */
export async function choicesFor(
  deps: Deps,
  { id: person }: Person,
  vm: Vm | undefined,
  fields: Fields,
  isOwn: boolean,
): Promise<Choices> {
  // Where somebody else connects from is theirs to know: neither the last addresses nor the page say it.
  const known = isOwn ? await knownAddresses(deps, person) : [];
  const policy = await policyFor(deps, person);
  if (!vm || 'refused' in policy) return { ports: [], otherPort: false, durations: [], sources: [] };
  const offer = offerFor(policy, person, vm);
  const ports = offer.ports.map(({ port }) => port);
  return {
    ports: portChoices(offer, (fields.ports ?? '').split(',')),
    otherPort: offer.otherPort,
    durations: durationChoices(deps, offer, Number(fields.minutes)),
    ...(offer.capMs === undefined ? {} : { capMs: offer.capMs }),
    sources: withOwn(
      sourceChoices(deps, policy, person, vm, ports, fields.source ?? '', known),
      isOwn && deps.links !== undefined,
      fields.source,
    ),
  };
}

/** A page of ours sees where somebody comes from: offered last, and chosen where there is nothing else to begin with. */
function withOwn(
  choices: readonly FormChoice[],
  hasPage: boolean,
  wanted: string | undefined,
): readonly FormChoice[] {
  if (!hasPage) return choices;
  const chosen = wanted === OWN_SOURCE || !choices.some((choice) => choice.chosen);
  const own = { value: OWN_SOURCE, title: OWN_ADDRESS, note: 'by a link, once this is sent', chosen };
  return [...choices.map((choice) => (chosen ? { ...choice, chosen: false } : choice)), own];
}

/** A port alone is chosen already. */
const portChoices = ({ ports, capMs: longest }: Offer, chosen: readonly string[]): readonly FormChoice[] =>
  ports.map(({ port, capMs }) => ({
    value: formatPort(port),
    title: formatPort(port),
    ...(capMs === longest ? {} : { note: `at most ${sayDuration(capMs)}` }),
    chosen: ports.length === 1 || chosen.includes(formatPort(port)),
  }));

function durationChoices(deps: Deps, { capMs = 0 }: Offer, wanted: number): readonly FormChoice[] {
  const cap = Math.floor(capMs / MINUTE_MS);
  if (cap < 1) return [];
  const usual = Math.min(cap, Math.round(deps.policy().defaults.durationMs / MINUTE_MS));
  const chosen = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, cap) : usual;
  const all = new Set([...USUAL_MINUTES.filter((minutes) => minutes < cap), usual, chosen, cap]);
  return [...all]
    .sort((a, b) => a - b)
    .map((minutes) => ({
      value: String(minutes),
      title: sayDuration(minutes * MINUTE_MS),
      ...(minutes === cap ? { note: 'the longest' } : {}),
      chosen: minutes === chosen,
    }));
}

/**
 * Those that some port lets in: what is filled in already, the person's last addresses with their age, and named networks.
 * The last address is chosen where nothing is filled in; a network, which is wider, never is by itself.
 */
function sourceChoices(
  deps: Deps,
  policy: Policy,
  person: string,
  vm: Vm,
  ports: readonly Port[],
  wanted: string,
  known: readonly Known[],
): readonly FormChoice[] {
  const fits = (cidrs: readonly string[]): boolean =>
    cidrs.every((cidr) => letsIn(policy, person, vm, ports, cidr));
  const offered = Object.values(addressChoices(deps, known))
    .flat()
    .flatMap(({ title, note, fills }) => {
      const [network] = fills.networks;
      const cidrs = network === undefined ? fills.sources : (policy.networks[network]?.cidrs ?? []);
      const value = network ?? fills.sources[0] ?? '';
      return fits(cidrs) ? [{ value, title, note, cidrs, wide: network !== undefined }] : [];
    });
  const meant = offered.find(({ value, cidrs }) => value === wanted || cidrs.includes(wanted));
  const own = meant ? [] : ownChoice(wanted).filter(({ value }) => fits([value]));
  const chosen = meant ?? own[0] ?? offered.find(({ wide }) => !wide);
  return [...own, ...offered.map(({ value, title, note }) => ({ value, title, note }))].map((choice) => ({
    ...choice,
    chosen: choice.value === chosen?.value,
  }));
}

/** An address that is none of the last any more: of a request that is asked for again. */
function ownChoice(wanted: string): readonly Pick<FormChoice, 'value' | 'title'>[] {
  const cidr = wanted === '' ? undefined : readSource(wanted);
  return typeof cidr === 'string' ? [{ value: cidr, title: saySource(cidr) }] : [];
}
