interface Colours {
  readonly text: readonly [string, string];
  readonly accent: readonly [string, string];
  readonly good: readonly [string, string];
  readonly warning: readonly [string, string];
  readonly attention: readonly [string, string];
  readonly line: string;
  /** Behind a card and behind its containers, by style. */
  readonly paper: Readonly<
    Record<'default' | 'emphasis' | 'accent' | 'good' | 'warning' | 'attention', string>
  >;
}

const LIGHT: Colours = {
  text: ['#242424', '#616161'],
  accent: ['#5b5fc7', '#7f85f5'],
  good: ['#237b4b', '#498205'],
  warning: ['#835c00', '#8e562e'],
  attention: ['#c4314b', '#a4373a'],
  line: '#e0e0e0',
  paper: {
    ...{ default: '#ffffff', emphasis: '#f5f5f5', accent: '#e8ebfa' },
    ...{ good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6' },
  },
};

const DARK: Colours = {
  text: ['#ffffff', '#adadad'],
  accent: ['#9299f7', '#7f85f5'],
  good: ['#92c353', '#6bb700'],
  warning: ['#f8d22a', '#d8a200'],
  attention: ['#f9526b', '#e74856'],
  line: '#3d3d3d',
  paper: {
    ...{ default: '#292929', emphasis: '#1f1f1f', accent: '#2f2f4a' },
    ...{ good: '#0d2e0d', warning: '#463100', attention: '#3e1f25' },
  },
};

const tone = ([color, subtle]: readonly [string, string]) => ({ default: color, subtle });

const SANS = "'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif";

function look(colours: Colours) {
  const foregroundColors = {
    ...{ default: tone(colours.text), dark: tone(LIGHT.text), light: tone(['#ffffff', '#ffffffcc']) },
    ...{ accent: tone(colours.accent), good: tone(colours.good) },
    ...{ warning: tone(colours.warning), attention: tone(colours.attention) },
  };
  const papers = Object.entries(colours.paper).map(([style, backgroundColor]) => [
    style,
    { backgroundColor, foregroundColors },
  ]);
  return {
    fontFamily: SANS,
    fontTypes: {
      default: { fontFamily: SANS },
      monospace: { fontFamily: "Consolas, 'DejaVu Sans Mono', monospace" },
    },
    fontSizes: { small: 12, default: 14, medium: 17, large: 21, extraLarge: 26 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 16 },
    separator: { lineThickness: 1, lineColor: colours.line },
    containerStyles: Object.fromEntries(papers),
    supportsInteractivity: true,
    actions: {
      ...{ maxActions: 6, spacing: 'default', buttonSpacing: 8 },
      showCard: { actionMode: 'inline', inlineTopMargin: 8, style: 'emphasis' },
      ...{ actionsOrientation: 'horizontal', actionAlignment: 'left' },
    },
  };
}

/** How Teams sets its cards, by theme: sizes, colours and spacings as a host of Adaptive Cards is told them. */
export const TEAMS_LOOKS = { light: look(LIGHT), dark: look(DARK) };

/** What Teams' own style sheet does: the frame of a message, its buttons and its inputs. */
export const TEAMS_STYLE = `
.teams { --ink: #242424; --paper: #fff; --line: #d1d1d1; --field: #f5f5f5; --bad: #c4314b;
  background: var(--paper); border: 1px solid #8883; border-radius: 6px; overflow: hidden;
  box-shadow: 0 2px 4px #0001; font: 14px ${SANS}; }
[data-look=dark] .teams { --ink: #fff; --paper: #292929; --line: #666; --field: #1f1f1f; --bad: #f9526b; }
.teams .ac-pushButton { background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 4px;
  padding: 5px 12px; font: 600 14px ${SANS}; }
.teams .ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
.teams .ac-pushButton.style-destructive { color: var(--bad); border-color: var(--bad); }
.teams .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
.teams .ac-textBlock p { margin: 0; }
.teams input:not([type=checkbox]):not([type=radio]), .teams textarea, .teams select { box-sizing: border-box; width: 100%; background: var(--field); color: var(--ink);
  border: 1px solid transparent; border-bottom-color: var(--line); border-radius: 4px; padding: 6px 10px; font: 14px ${SANS}; }
.teams .mention { color: #7f85f5; }
`;
