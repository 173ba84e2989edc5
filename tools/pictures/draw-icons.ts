import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

// Draws the icons of the Teams app from their SVG, at the two sizes that Teams asks for: node tools/pictures/draw-icons.ts
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
const ICONS = [
  { from: 'icon.svg', to: 'color.png', size: 192 },
  { from: 'outline.svg', to: 'outline.png', size: 32 },
] as const;

const folder = new URL('../../manifest/teams/', import.meta.url);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const { from, to, size } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(new URL(from, folder), 'utf8');
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
    writeFileSync(new URL(to, folder), await page.screenshot({ omitBackground: true }));
  }
} finally {
  await browser.close();
}
