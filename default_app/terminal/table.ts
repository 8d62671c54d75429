/** Aligned columns: one of them takes what is left of the width, the others what they need. */
import { pad, textWidth, truncate, wrap } from './text';

export interface TerminalColumn {
  title: string;
  align?: 'left' | 'right';
  /** Gives way when the table is too wide, but not below this many columns. */
  shrinkTo?: number;
}

export interface TableRow {
  cells: string[];
  /** Lines of its own below the row. */
  note?: string;
}

const GAP = '  ';

/** Widths of the columns within `width`. */
function measure(columns: readonly TerminalColumn[], rows: readonly TableRow[], width: number): number[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(textWidth(title), ...rows.map(({ cells }) => textWidth(cells[index] ?? ''))),
  );
  const total = widths.reduce((sum, columnWidth) => sum + columnWidth, GAP.length * (columns.length - 1));
  let excess = total - width;
  for (const [index, { shrinkTo }] of columns.entries()) {
    const own = widths[index] ?? 0;
    if (excess <= 0 || shrinkTo === undefined || own <= shrinkTo) continue;
    const shrunk = Math.max(shrinkTo, own - excess);
    excess -= own - shrunk;
    widths[index] = shrunk;
  }
  return widths;
}

export interface TableStyle {
  /** Columns of the terminal. */
  width: number;
  head(text: string): string;
  note(text: string): string;
}

/** The lines of the table. */
export function formatTable(
  columns: readonly TerminalColumn[],
  rows: readonly TableRow[],
  style: TableStyle,
): string[] {
  const widths = measure(columns, rows, style.width);
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align = 'left' }, index) => {
        const width = widths[index] ?? 0;
        return pad(truncate(cells[index] ?? '', width), width, align);
      })
      .join(GAP)
      .trimEnd();
  const lines = [style.head(line(columns.map(({ title }) => title)))];
  for (const { cells, note } of rows) {
    lines.push(line(cells));
    const notes = note === undefined ? [] : wrap(note, style.width - GAP.length);
    lines.push(...notes.map((text) => style.note(GAP + text)));
  }
  return lines;
}
