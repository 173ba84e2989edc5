import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exhibits } from './exhibits.ts';
import { withGallery } from './gallery.ts';
import { galleryPage } from './gallery-page.ts';
import { smallPng } from './small-png.ts';

// Draws the pictures of the README, into docs/pictures: node tools/pictures/readme-pictures.ts

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const PAIRS = { approval: 'approval, pending', form: 'form', home: 'home' };

await withGallery(galleryPage(await exhibits()), 1.5, async ({ pair }) => {
  for (const [name, exhibit] of Object.entries(PAIRS)) {
    const file = join(folder, `${name}.png`);
    await pair(exhibit, file);
    writeFileSync(file, smallPng(readFileSync(file)));
  }
});
