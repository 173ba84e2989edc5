import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { policyDocs } from './files.ts';

// Writes the JSON Schema for editors and the page of all keys: npm run -s policy:docs
const root = path.resolve(import.meta.dirname, '../..');
for (const [file, text] of Object.entries(policyDocs())) {
  writeFileSync(path.join(root, file), text);
  console.log(file);
}
