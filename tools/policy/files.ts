import { policyJsonSchema } from '../../src/access/policy/json-schema.ts';
import { CHAT_APPS } from '../../src/wiring/chat-apps.ts';
import { referencePage } from './reference-page.ts';

/** What is generated from the schema that reads policies: each file and its text. */
export function policyDocs(): Readonly<Record<string, string>> {
  const schema = policyJsonSchema(CHAT_APPS);
  return {
    'docs/policy.schema.json': `${JSON.stringify(schema, null, 1)}\n`,
    'docs/policy-reference.md': referencePage(schema),
  };
}
