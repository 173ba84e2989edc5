const tone = (color: string, subtle = color) => ({ default: color, subtle });
const foregroundColors = {
  default: tone('#242424', '#616161'),
  dark: tone('#242424', '#616161'),
  light: tone('#ffffff', '#ffffffcc'),
  accent: tone('#5b5fc7', '#7f85f5'),
  good: tone('#237b4b', '#498205'),
  warning: tone('#835c00', '#8e562e'),
  attention: tone('#c4314b', '#a4373a'),
};
const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors });

/** How Teams sets its cards, in the light theme: sizes, colours and spacings as a host of Adaptive Cards is told them. */
export const TEAMS_LIGHT = {
  fontFamily: "'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontTypes: {
    default: { fontFamily: "'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif" },
    monospace: { fontFamily: "Consolas, 'DejaVu Sans Mono', monospace" },
  },
  fontSizes: { small: 12, default: 14, medium: 17, large: 21, extraLarge: 26 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#e0e0e0' },
  containerStyles: {
    default: container('#ffffff'),
    emphasis: container('#f5f5f5'),
    accent: container('#e8ebfa'),
    good: container('#e7f2da'),
    warning: container('#fbf6d9'),
    attention: container('#fcf4f6'),
  },
  actions: {
    maxActions: 6,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 8, style: 'emphasis' },
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
  },
};

/** What Teams' own style sheet does: the frame of a message and its buttons. */
export const TEAMS_STYLE = `
body { margin: 20px; background: #ebebeb; }
#card { width: 520px; background: #fff; border: 1px solid #e0e0e0; border-radius: 6px; overflow: hidden;
  box-shadow: 0 2px 4px #0001; font: 14px 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif; }
.ac-pushButton { background: #fff; color: #242424; border: 1px solid #d1d1d1; border-radius: 4px; padding: 5px 12px;
  font: 600 14px 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif; }
.ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
.ac-pushButton.style-destructive { color: #c4314b; border-color: #c4314b; }
.ac-textBlock p { margin: 0; }
.mention { color: #5b5fc7; }
`;
