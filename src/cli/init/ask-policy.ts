import { isGuid } from '../../access/guid.ts';
import type { Vm } from '../../access/vm.ts';
import { type Answers, POLICY_ANSWERS, type PolicyAnswers, type Who } from './answers.ts';
import { askVms } from './ask-vms.ts';
import { policyFaultsOf } from './examine.ts';
import type { Prompts } from './prompts.ts';

/** Who may open what, and who lets them. `vms` are those that Azure has shown. */
export async function askPolicy(answers: Answers, prompts: Prompts, vms: readonly Vm[]): Promise<Answers> {
  const { policy: before } = answers;
  prompts.say(
    '\nThe policy (docs/policy.md): one rule to go on from. People are known by their Entra object ids.',
  );
  const mode = await prompts.choose({
    message: 'How does it begin?',
    choices: [
      { value: 'watch', name: 'by watching: nothing is opened, it says what it would have said' },
      { value: 'open', name: 'by opening what is approved' },
    ],
    known: before?.mode,
    usual: 'watch',
  });
  const requesters = await askWho('Who may ask?', prompts, before?.requesters);
  const approvers = await askWho('Who approves?', prompts, before?.approvers);
  const approvals = Number(
    await prompts.text({
      message: 'How many of them have to approve (nobody approves their own)?',
      ...{ known: before && String(before.approvals), usual: '1' },
      judge: (text) =>
        /^\d+$/.test(text) ? fault({ approvals: Number(text), approvers }) : 'Write a number.',
    }),
  );
  const wanted = await askVms(prompts, before?.vms, vms, (found) => fault({ vms: found }));
  const rest = await askRest(prompts, before);
  const admins = await askAdmins(prompts, before);
  const policy = { mode, requesters, approvers, approvals, vms: wanted, ...rest, ...admins };
  const groups = [requesters, approvers, admins.admins].some((who) => who && 'entra' in who);
  if (groups && !answers.graph) prompts.say('Groups of Entra are looked up: AJAR_GRAPH is set to on.');
  return { ...answers, policy, graph: answers.graph || groups };
}

async function askRest(prompts: Prompts, before: PolicyAnswers | undefined) {
  const list = async (
    message: string,
    known: readonly string[] | undefined,
    usual: string,
    name: 'ports' | 'ask' | 'tell',
  ) =>
    wordsOf(
      await prompts.text({
        ...{ message, known: known?.join(', '), usual },
        judge: (text) =>
          wordsOf(text).length === 0 && name !== 'tell'
            ? 'Write one at least.'
            : fault({ [name]: wordsOf(text) }),
      }),
    );
  return {
    ports: await list('Which ports, with commas?', before?.ports, '22/tcp, 3389/tcp', 'ports'),
    maxDuration: await prompts.text({
      message: 'For how long at most, such as 90m or 2h?',
      ...{ known: before?.maxDuration, usual: '2h' },
      judge: (text) => fault({ maxDuration: text }),
    }),
    ask: await list(
      'Where are approvers asked (direct, teams:19:…@thread.tacv2, slack:C0123456789)?',
      before?.ask,
      'direct',
      'ask',
    ),
    tell: await list('Which channels are told what is open (empty for none)?', before?.tell, '', 'tell'),
  };
}

async function askAdmins(
  prompts: Prompts,
  before: PolicyAnswers | undefined,
): Promise<Pick<PolicyAnswers, 'admins'>> {
  const same = await prompts.yes({
    message: 'Are the approvers the admins, too? (They may close any access, and read the log.)',
    known: before && before.admins === undefined,
    usual: true,
  });
  return same ? {} : { admins: await askWho('Who are the admins?', prompts, before?.admins) };
}

async function askWho(message: string, prompts: Prompts, before: Who | undefined): Promise<Who> {
  const kind = await prompts.choose({
    message,
    choices: [
      { value: 'people', name: 'people, one by one' },
      { value: 'entra', name: 'everybody in a group of Entra' },
    ],
    known: before && ('entra' in before ? 'entra' : 'people'),
  });
  if (kind === 'entra') {
    const known = before && 'entra' in before ? before.entra : undefined;
    return { entra: await prompts.text({ message: "The group's object id:", known, judge: guid }) };
  }
  const known = before && 'people' in before ? before.people.join(', ') : undefined;
  const ids = await prompts.text({
    message: 'Their object ids, with commas (Entra, Users; or "az ad user show --id ADDRESS --query id"):',
    known,
    judge: (text) =>
      wordsOf(text).length > 0 && wordsOf(text).every(isGuid)
        ? undefined
        : 'Write object ids: GUIDs, with commas.',
  });
  return { people: [...new Set(wordsOf(ids.toLowerCase()))] };
}

const guid = (text: string): string | undefined => (isGuid(text) ? undefined : 'Write an object id, a GUID.');
const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

const SOMEBODY = Array.from({ length: 20 }, (_, n) => `00000000-0000-4000-8000-0000000000${10 + n}`);
const RIGHT = POLICY_ANSWERS.parse({
  ...{ requesters: { people: SOMEBODY }, approvers: { people: SOMEBODY }, vms: 'all', ports: ['22/tcp'] },
});

/** What the policy check says of one answer, with nothing else that could be wrong. */
function fault(answer: Partial<PolicyAnswers>): string | undefined {
  const [first] = policyFaultsOf({ ...RIGHT, ...answer }, 'policy');
  return first?.replace(/^policy:\d+:\d+ /, '');
}
