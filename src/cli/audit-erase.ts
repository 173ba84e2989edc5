import { Command, Option } from 'commander';
import { isGuid } from '../access/guid.ts';
import type { Person } from '../access/person.ts';
import { isAdmin } from '../access/policy/policy.ts';
import { bare } from '../audit/checkpoints.ts';
import { type EraseDeps, type ErasePlan, erase, planErase } from '../audit/erase.ts';
import { signerOf } from '../audit/keys.ts';
import { Complaint } from '../complaint.ts';
import { environment, readConfig } from '../config.ts';
import { sinkNames } from '../wiring/audit-sinks.ts';
import { openStore } from '../wiring/stores.ts';
import { countOf, policyFrom } from './policy-read.ts';

interface EraseChoice {
  readonly person: string;
  readonly admin: string;
  readonly yes?: boolean;
}

const HELP = `
What goes: who it was, from where and why, beside the events of the person and of their requests; ended requests, setups,
reviews and messages in which they stand; their addresses, linked accounts and places. What stays: what was opened, when,
on which VM and by which rule. The log verifies as before, and shows "(erased)". An event says that somebody was erased,
when and by which admin, and not whom. Copies in sinks, exports, backups and chats are not touched.

Ends with
  0  it is done, or would be
  2  it is refused: they have something open, something of the last 30 days is theirs, nothing is there of them, or the
     one who orders it is no admin`;

/** `ajar audit erase`: the personal data of one person; without `--yes` it says what would go. */
export const eraseCommand = (): Command =>
  new Command('erase')
    .description('erase what is personal of one person; the log verifies as before and shows "(erased)"')
    .addOption(new Option('--person <id>', 'whose: an Entra object id').makeOptionMandatory().argParser(idOf))
    .addOption(
      new Option('--admin <id>', 'who orders it: an admin of the policy, by id; it is in the log')
        .makeOptionMandatory()
        .argParser(idOf),
    )
    .addOption(new Option('--dry-run', 'only say what would go, as without --yes').conflicts('yes'))
    .option('--yes', 'really do it')
    .addHelpText('after', HELP)
    .action(runErase);

function idOf(text: string): string {
  const id = text.trim().toLowerCase();
  if (isGuid(id)) return id;
  throw new Complaint(
    'Write an Entra object id, such as 11111111-2222-4333-8444-555555555555: names and addresses may be several people’s.',
  );
}

async function runErase({ person, admin, yes = false }: EraseChoice): Promise<void> {
  const config = readConfig(environment());
  const policy = policyFrom(undefined);
  const store = await openStore(config, { mustExist: true });
  const { key } = config.audit;
  const deps: EraseDeps = {
    ...{ store, clock: { now: () => new Date() }, policy: () => policy.hash },
    signer: key === undefined ? undefined : signerOf(key),
  };
  try {
    const by = policy.admins.find(({ id }) => id === admin) ?? { id: admin, name: admin };
    if (!isAdmin(policy, admin)) await refuse(deps, by, NO_ADMIN);
    const planned = await planErase(deps, person, await placesOf(deps, person));
    if ('refused' in planned) return await refuse(deps, by, planned.refused);
    const { plan } = planned;
    if (isNothing(plan)) return await nothing(deps, by, plan, yes);
    const left = yes ? await erase(deps, plan, by) : undefined;
    process.stdout.write(
      [...sentencesOf(plan, yes, sinkNames(config)), ...(left ? [left] : []), ''].join('\n'),
    );
  } finally {
    await store.close();
  }
}

const NO_ADMIN =
  'Whoever orders it has to be an admin whom the policy lists by id; groups are not looked up at the command line.';

/** Nothing of whom it was about is in the log by it. */
async function refuse({ store, clock, policy }: EraseDeps, by: Person, why: string): Promise<never> {
  const detail = `To erase somebody’s personal data was refused: ${why}`;
  await store.record({ ...bare(clock.now(), policy()), kind: 'refused', actor: by, detail });
  throw new Complaint(why);
}

async function placesOf({ store, clock }: EraseDeps, person: string): Promise<readonly string[]> {
  const { privatePlaceKey } = await import('../chat/teams/talk/places.ts');
  const place = (await store.recall(privatePlaceKey(person), clock.now())) as
    | { conversation?: unknown }
    | undefined;
  return typeof place?.conversation === 'string' ? [place.conversation] : [];
}

const isNothing = ({ lines, ids, remembered }: ErasePlan): boolean =>
  lines.length + ids.length + remembered === 0;

/** Whoever was erased is nobody any more: a second time is like the first for somebody who was never there. */
async function nothing(deps: EraseDeps, by: Person, { older }: ErasePlan, yes: boolean): Promise<never> {
  // An erasure that was broken off may have left the disk as it was.
  const left = yes ? await deps.store.wipe() : undefined;
  const why = [
    'Nothing that can be erased is there of them: they were never here, or were erased before.',
    ...(older > 0 ? [olderOf(older)] : []),
    ...(left ? [left] : []),
  ];
  return refuse(deps, by, why.join(' '));
}

const olderOf = (count: number): string =>
  `${countOf(count, 'event')} of theirs were written before values stood beside the lines: they keep theirs, and go by AJAR_KEEP_DAYS.`;

function sentencesOf({ lines, ids, remembered, older }: ErasePlan, done: boolean, sinks: readonly string[]) {
  const what =
    `what is personal beside ${countOf(lines.length, 'event')}, what has ended of theirs (${ids.length}), ` +
    `and what is remembered of them (${remembered})`;
  return [
    done ? `Erased: ${what}.` : `Would erase ${what}. Nothing was changed: write --yes to have it done.`,
    ...(older > 0 ? [olderOf(older)] : []),
    ...(sinks.length > 0 ? [`Copies in sinks (${sinks.join(', ')}) are not touched.`] : []),
  ];
}
