/** The room around the cards: nothing in it is any vendor's. */
export const GALLERY_STYLE = `
:root { --room: #ececec; --text: #222; font: 15px/1.4 system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif; }
[data-look=dark] { --room: #0b0b0c; --text: #ddd; }
body { margin: 0; background: var(--room); color: var(--text); }
body > nav { position: sticky; top: 0; z-index: 99; padding: 10px 24px; background: var(--room); border-bottom: 1px solid #8884; }
body > nav a { color: inherit; margin-left: 8px; }
main { padding: 0 24px 48px; }
h2 { margin: 32px 0 0; text-transform: capitalize; scroll-margin-top: 56px; }
h3 { margin: 20px 0 8px; font-size: 15px; font-weight: 600; }
.room { margin-bottom: 24px; }
.note { margin: 0 0 8px; font-style: italic; opacity: .8; }
.apps { display: grid; grid-template-columns: repeat(3, minmax(0, 520px)); gap: 20px; align-items: start; }
[data-width=phone] .apps { grid-template-columns: repeat(3, 360px); }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 12px; opacity: .7; margin-bottom: 4px; }
.menu { font-size: 12px; opacity: .7; margin: 4px 0 0; }
.menu::before { content: 'in its menu: '; }
details { margin-top: 8px; font-size: 13px; opacity: .8; }
.console { margin: 0; padding: 12px 16px; border-radius: 6px; background: #1e1e1e; color: #e4e4e4; overflow-x: auto;
  font: 13px/1.45 'DejaVu Sans Mono', monospace; white-space: pre-wrap; }
@media (max-width: 1100px) { .apps, [data-width=phone] .apps { grid-template-columns: minmax(0, 520px); } }
@media (max-width: 1100px) { [data-width=phone] .apps { grid-template-columns: 360px; } }
`;
