/** Emoji that our cards use, drawn, since not every machine has a font with them. */
const CIRCLES: Readonly<Record<string, string>> = {
  large_blue_circle: '#3b88c3',
  large_yellow_circle: '#fdcb58',
  large_green_circle: '#78b159',
  white_circle: '#c3c9cf',
  red_circle: '#dd2e44',
};

const DRAWN: Readonly<Record<string, string>> = {
  warning:
    '<path d="M8 1 15.5 15H.5z" fill="#ffcc4d"/><path d="M8 6v4.5M8 12v1.5" stroke="#333" stroke-width="1.6"/>',
  eyes:
    '<ellipse cx="4.5" cy="8" rx="3.6" ry="6" fill="#f5f8fa" stroke="#8899a6"/><ellipse cx="11.5" cy="8" rx="3.6" ry="6" fill="#f5f8fa" stroke="#8899a6"/>' +
    '<circle cx="3.6" cy="9" r="2" fill="#292f33"/><circle cx="10.6" cy="9" r="2" fill="#292f33"/>',
};

/** The picture of an emoji as a data URI; undefined where it is none of ours. */
export function emojiPicture(name: string): string | undefined {
  const circle = CIRCLES[name];
  const inside = circle === undefined ? DRAWN[name] : `<circle cx="8" cy="8" r="7" fill="${circle}"/>`;
  if (inside === undefined) return undefined;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${inside}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
