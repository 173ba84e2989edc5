import { z } from 'zod';
import { CLOUDS } from '../../settings/national-clouds.ts';
import type { SIGN_INS } from '../../settings/values.ts';

/** A secret itself (or where in Key Vault it is), or the file that has it. */
export type Secret = { readonly value: string } | { readonly file: string };

/** The ways to sign in to Azure that the set-up offers; others stay as they are. */
export const IDENTITIES = [
  'ManagedIdentityCredential',
  'WorkloadIdentityCredential',
  'EnvironmentCredential',
  'AzureCliCredential',
] as const satisfies readonly (typeof SIGN_INS)[number][];

/** People one by one, or everybody of an Entra group. */
const people = z.strictObject({ people: z.array(z.string()).min(1, 'name somebody') });
const who = z.union(
  [people, z.strictObject({ entra: z.string() })],
  'write {people: [<object id>, …]} or {entra: <group id>}',
);
export type Who = z.infer<typeof who>;

const words = z.array(z.string()).min(1, 'name at least one');
const vms = z.union(
  [
    z.strictObject({ tags: z.record(z.string(), z.string()) }),
    z.strictObject({ resourceGroups: words }),
    z.strictObject({ names: words }),
    z.literal('all'),
  ],
  'write {tags: {env: prod}}, {resourceGroups: […]}, {names: […]} or all',
);

export const POLICY_ANSWERS = z.strictObject({
  mode: z.enum(['watch', 'open']).default('watch'),
  requesters: who,
  approvers: who,
  /** They may close whatever is open, and read the log. */
  admins: who.optional(),
  approvals: z.number().int().min(1).max(20).default(1),
  vms,
  ports: words,
  maxDuration: z.string().default('2h'),
  ask: words.default(['direct']),
  tell: z.array(z.string()).default([]),
});
export type PolicyAnswers = Readonly<z.infer<typeof POLICY_ANSWERS>>;

const onOrOff = z.boolean().default(false);

/** What a secret may be of: the set-up's own shape, or references in a file of answers. */
export const answersShape = <S extends z.ZodType>(secret: S) =>
  z.strictObject({
    cloud: z.enum(CLOUDS).default('public'),
    /** The https address under which Teams, Slack and people reach Ajar; none with Socket Mode alone. */
    url: z.string().optional(),
    zone: z.string().default('UTC'),
    teams: z
      .strictObject({
        appId: z.string().default(''),
        appType: z.enum(['SingleTenant', 'UserAssignedMSI']).default('SingleTenant'),
        tenants: z.array(z.string()).default([]),
        password: secret.optional(),
      })
      .optional(),
    slack: z
      .strictObject({
        socket: onOrOff,
        history: onOrOff,
        botToken: secret.optional(),
        signingSecret: secret.optional(),
        appToken: secret.optional(),
      })
      .optional(),
    azure: z
      .strictObject({
        signIn: z.string().default('ManagedIdentityCredential'),
        clientId: z.string().optional(),
        tenantId: z.string().optional(),
        clientSecret: secret.optional(),
        subscriptions: z.array(z.string()).default([]),
        nsg: onOrOff,
        firewall: onOrOff,
        configure: onOrOff,
      })
      .prefault({}),
    /** Whether people and groups are looked up in Entra. */
    graph: onOrOff,
    store: z
      .union([z.strictObject({ folder: z.string() }), z.strictObject({ redis: secret })])
      .default({ folder: 'data' } as never),
    policyFile: z.string().default('policy.yaml'),
    /** Left out where the file is somebody's own: then it is not written. */
    policy: POLICY_ANSWERS.optional(),
  });

const SECRET = z.custom<Secret>();
const ANSWERS = answersShape(SECRET);
/** Everything that the set-up asks, as a plain value: every file that it writes follows from this alone. */
export type Answers = Readonly<z.infer<typeof ANSWERS>>;

/** With nothing answered yet. */
export const noAnswers = (): Answers => ANSWERS.parse({});

/** Whether the secret is somewhere in Key Vault. */
export const vaultOf = (secret: Secret | undefined): string | undefined =>
  secret && 'value' in secret ? /^keyvault:https:\/\/([^./]+)\./.exec(secret.value)?.[1] : undefined;
