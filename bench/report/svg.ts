/** The few shapes of the chart. Lengths in pixels. */

export const escapeText = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const round = (value: number): string => value.toFixed(1);

export interface TextStyle {
  size: number;
  weight?: number;
  color?: string;
  anchor?: 'start' | 'end';
}

/** `y`: the baseline. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size, weight = 400, color = '#1a2230', anchor = 'start' } = style;
  const look = `font-size="${size}" font-weight="${weight}" fill="${color}" text-anchor="${anchor}"`;
  return `<text x="${round(x)}" y="${round(y)}" ${look}>${escapeText(content)}</text>`;
}

/** A white panel with rounded corners. */
export const card = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="10" fill="#fff" stroke="#dfe4ea"/>`;

export interface BarShape {
  x: number;
  y: number;
  width: number;
  height: number;
  color: string;
  /** Least and greatest value, from `x`. */
  range: readonly [min: number, max: number];
}

/** A bar with a thin line from the least to the greatest value; no line if they are the same. */
export function bar({ x, y, width, height, color, range: [min, max] }: BarShape): string {
  const shape = `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 1))}" height="${height}" rx="2" fill="${color}"/>`;
  if (max - min < 1) return shape;
  const middle = round(y + height / 2);
  const tick = (at: number): string => `M${round(x + at)} ${round(y + 3)}V${round(y + height - 3)}`;
  const line = `M${round(x + min)} ${middle}H${round(x + max)}${tick(min)}${tick(max)}`;
  return `${shape}<path d="${line}" stroke="#1a2230" stroke-opacity="0.55" fill="none"/>`;
}
