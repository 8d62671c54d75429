/** Options of printToPDF() as Chromium takes them. What it does not check itself is checked here, with Electron's messages. */
import type Protocol from 'devtools-protocol';
import { invalidArgType, invalidArgValue, validateObject } from '../../common/validators';

type Settings = Protocol.Page.PrintToPDFRequest;

/** Paper sizes in inches, width × height, by their names in lower case. */
const PAPER: Record<string, readonly [number, number]> = {
  a0: [33.1, 46.8],
  a1: [23.4, 33.1],
  a2: [16.54, 23.4],
  a3: [11.7, 16.54],
  a4: [8.27, 11.7],
  a5: [5.83, 8.27],
  a6: [4.13, 5.83],
  letter: [8.5, 11],
  legal: [8.5, 14],
  tabloid: [11, 17],
  ledger: [17, 11],
};

/** The options that travel unchanged, with their types. */
const SAME = {
  landscape: 'boolean',
  displayHeaderFooter: 'boolean',
  printBackground: 'boolean',
  scale: 'number',
  pageRanges: 'string',
  headerTemplate: 'string',
  footerTemplate: 'string',
  preferCSSPageSize: 'boolean',
  generateTaggedPDF: 'boolean',
} as const;

const MARGINS = { top: 'marginTop', bottom: 'marginBottom', left: 'marginLeft', right: 'marginRight' } as const;

const capitalized = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);

function validate(name: string, value: unknown, type: string): void {
  if (typeof value !== type) throw invalidArgType(name, `a ${capitalized(type)}`, value);
  if (type === 'number' && !Number.isFinite(value)) throw invalidArgValue(name, 'finite', value);
}

/** Throws TypeError for an option of the wrong type, Error for a size that does not exist. */
export function pdfSettings(options: Electron.PrintToPDFOptions): Settings {
  validateObject(options, 'options');
  const same: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(SAME)) {
    const value = options[name as keyof typeof SAME];
    if (value === undefined) continue;
    validate(name, value, type);
    same[name] = value;
  }
  const settings = { generateTaggedPDF: false, ...same, ...paperSize(options.pageSize), ...margins(options.margins) };
  checkMargins(settings);
  return settings;
}

/** Electron's own check: Chromium says less of what is wrong. */
function checkMargins(settings: Settings): void {
  const [width, height] = PAPER['letter']!;
  const { paperWidth = width, paperHeight = height, marginTop = 0, marginBottom = 0 } = settings;
  const { marginLeft = 0, marginRight = 0 } = settings;
  if (Math.max(marginTop, marginBottom) > paperHeight || Math.max(marginLeft, marginRight) > paperWidth)
    throw new Error('margins must be less than or equal to pageSize');
}

function paperSize(pageSize: unknown): Settings {
  if (pageSize === undefined) return {};
  if (typeof pageSize === 'string') {
    const size = PAPER[pageSize.toLowerCase()];
    if (!size) throw new Error(`Invalid pageSize ${pageSize}: use ${Object.keys(PAPER).join(', ')}, or inches`);
    return { paperWidth: size[0], paperHeight: size[1] };
  }
  if (typeof pageSize !== 'object' || pageSize === null)
    throw invalidArgType('pageSize', 'a String or Object', pageSize);
  const { width, height } = pageSize as { width?: unknown; height?: unknown };
  if (!width || !height) throw new TypeError('height and width properties are required for pageSize');
  validate('pageSize.width', width, 'number');
  validate('pageSize.height', height, 'number');
  return { paperWidth: width as number, paperHeight: height as number };
}

function margins(given: unknown): Settings {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null) throw invalidArgType('margins', 'an Object', given);
  const settings: Settings = {};
  for (const [side, name] of Object.entries(MARGINS)) {
    const value = (given as Record<string, unknown>)[side];
    if (value === undefined) continue;
    validate(`margins.${side}`, value, 'number');
    settings[name] = value as number;
  }
  return settings;
}
