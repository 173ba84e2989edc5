import { readFileSync } from 'node:fs';

const LIBRARY = new URL('../../node_modules/slack-blocks-to-jsx/dist/style.css', import.meta.url);

/** What Slack's own style sheet does around the blocks: messages, and the frames of modals and of the App Home. */
const FRAMES = `
.slack { --ink: #1d1c1d; --soft: #616061; --line: #dddddd; --paper: #ffffff; --go: #007a5a;
  background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px; overflow: hidden;
  font: 15px/1.46 Lato, 'Noto Sans', 'DejaVu Sans', sans-serif; }
.slack.dark { --ink: #d1d2d3; --soft: #ababad; --line: #393b3e; --paper: #1a1d21; }
.slack p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.slack-message { padding: 12px 16px; }
.slack #slack_blocks_to_jsx section { max-width: none; }
.slack-modal > div, .slack-home > div { padding: 4px 24px 16px; }
.slack-modal section > div:first-child, .slack-home section > div:first-child { display: none !important; }
.slack ::placeholder { color: var(--soft) !important; opacity: .7; }
.slack-picked { color: var(--ink); font-weight: 400 !important; }
.slack-emoji { width: 1.1em; height: 1.1em; vertical-align: -0.15em; display: inline !important; }
.slack-modal [class*='190px'] { width: 100% !important; }
.slack-modal .slack_blocks_to_jsx--header, .slack-home .slack_blocks_to_jsx--header { display: none !important; }
.slack > header, .slack > footer { display: flex; align-items: center; gap: 12px; padding: 14px 24px; }
.slack > header { border-bottom: 1px solid var(--line); font-size: 18px; justify-content: space-between; }
.slack-home > header { justify-content: flex-start; }
.slack-home nav { display: flex; gap: 16px; font-size: 13px; color: var(--soft); }
.slack-home nav u { color: var(--ink); text-decoration-thickness: 2px; text-underline-offset: 6px; }
.slack > footer { border-top: 1px solid var(--line); justify-content: flex-end; }
.slack-close, .slack-submit { border: 1px solid var(--soft); border-radius: 4px; padding: 6px 12px; font-weight: 700; }
.slack-submit { background: var(--go); border-color: var(--go); color: #fff; }
`;

/** Everything that the HTML of `slack-html.ts` needs to look like Slack. */
export const slackStyle = (): string => readFileSync(LIBRARY, 'utf8') + FRAMES;
