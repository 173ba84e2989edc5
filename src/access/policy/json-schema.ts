import { z } from 'zod';
import { policySchema } from './schema.ts';

/** JSON Schema as far as the policy file needs it. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** The form that editors know best. */
const TARGET = 'draft-07';

/**
 * The policy file as editors are told it, from the schema that reads it. It never refuses what the reader takes; what looks at
 * several keys at once, and whether a name is defined, only the reader can say.
 */
export const policyJsonSchema = (apps: readonly string[]): JsonSchema => ({
  ...jsonSchemaOf(policySchema({ groups: [], networks: [], apps })),
  title: 'The policy of Ajar',
});

const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    target: TARGET,
    io: 'input',
    unrepresentable: 'any',
    override: amend,
  }) as JsonSchema;

type Written = { -readonly [K in keyof JsonSchema]: JsonSchema[K] } & {
  forms?: readonly z.ZodType[];
};

/** A block takes no other keys; and the other forms of a value come beside its own. */
function amend({ jsonSchema }: { readonly jsonSchema: object }): void {
  const json = jsonSchema as Written;
  if (json.properties !== undefined) json.additionalProperties = false;
  const { forms, title, description, ...own } = json;
  if (forms === undefined) return;
  for (const key of Object.keys(json)) Reflect.deleteProperty(json, key);
  const others = forms.map((form) => withoutDialect(jsonSchemaOf(form)));
  Object.assign(json, {
    ...(description === undefined ? {} : { description }),
    anyOf: [
      ...others,
      ...(Object.keys(own).length > 0 ? [{ ...own, ...(title === undefined ? {} : { title }) }] : []),
    ],
  });
}

/** It stands once, at the top. */
function withoutDialect(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = schema as JsonSchema & { readonly $schema?: string };
  return rest;
}
