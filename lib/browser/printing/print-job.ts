/** contents.print(): a PDF of the page, which CUPS prints (lp). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { callApp } from '../app-calls';
import { warnOnce } from '../warn-once';
import { printerNamed } from './printers';

type Options = Electron.WebContentsPrintOptions;
type PDFOptions = Electron.PrintToPDFOptions;

const PIXELS_PER_INCH = 96;
const MICRONS_PER_INCH = 25_400;
/** Of Chromium's, in microns. */
const MIN_SIZE = 352;

const SIDES = { simplex: 'one-sided', shortEdge: 'two-sided-short-edge', longEdge: 'two-sided-long-edge' } as const;

const PAPERS = new Set(['A0', 'A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'Legal', 'Letter', 'Tabloid']);

/** Throws, in Electron's words, for settings that mean nothing. */
export function checkPrintArguments(options: unknown, listener: unknown): asserts options is Options {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('webContents.print(): Invalid print settings specified.');
  const pageSize = (options as Options).pageSize ?? 'A4';
  if (typeof pageSize === 'object') checkSize(pageSize);
  else if (!PAPERS.has(pageSize)) throw new Error(`Unsupported pageSize: ${pageSize}`);
  if (listener !== undefined && typeof listener !== 'function')
    throw new TypeError('webContents.print(): Invalid optional callback provided.');
}

function checkSize({ width, height }: Electron.Size): void {
  if (!height || !width) throw new Error('height and width properties are required for pageSize');
  if (height < MIN_SIZE || width < MIN_SIZE)
    throw new RangeError(`height and width properties must be minimum ${MIN_SIZE} microns.`);
}

const escaped = (text: string): string => text.replaceAll(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
const line = (text: string): string => `<span style="font-size: 8px; margin: 0 1cm">${escaped(text)}</span>`;

function marginsOf(margins: Electron.Margins | undefined): PDFOptions {
  const { marginType = 'default', top = 0, bottom = 0, left = 0, right = 0 } = margins ?? {};
  if (marginType === 'none') return { margins: { top: 0, bottom: 0, left: 0, right: 0 } };
  if (marginType !== 'custom') return {};
  const inches = (pixels: number): number => pixels / PIXELS_PER_INCH;
  return { margins: { top: inches(top), bottom: inches(bottom), left: inches(left), right: inches(right) } };
}

function pageSizeOf(given: Options['pageSize']): PDFOptions {
  const pageSize = given ?? 'A4';
  if (typeof pageSize === 'string') return { pageSize };
  return { pageSize: { width: pageSize.width / MICRONS_PER_INCH, height: pageSize.height / MICRONS_PER_INCH } };
}

/** What of the options makes the PDF; the rest is for the printer. */
export function pdfOptions(options: Options): PDFOptions {
  const { printBackground = false, landscape = false, scaleFactor = 100, pageRanges = [], header, footer } = options;
  const hasLines = Boolean(header) || Boolean(footer);
  return {
    printBackground,
    landscape,
    scale: scaleFactor / 100,
    ...(pageRanges.length > 0
      ? { pageRanges: pageRanges.map(({ from, to }) => `${from + 1}-${to + 1}`).join(',') }
      : {}),
    ...(hasLines
      ? { displayHeaderFooter: true, headerTemplate: line(header ?? ''), footerTemplate: line(footer ?? '') }
      : {}),
    ...marginsOf(options.margins),
    ...pageSizeOf(options.pageSize),
  };
}

function lpArguments(printer: string, options: Options): string[] {
  const { copies = 1, collate = true, color = true, duplexMode = 'simplex', pagesPerSheet = 1 } = options;
  const settings = [
    `sides=${SIDES[duplexMode]}`,
    `collate=${String(collate)}`,
    `print-color-mode=${color ? 'color' : 'monochrome'}`,
    `number-up=${pagesPerSheet}`,
  ];
  return ['-d', printer, '-n', String(copies), ...settings.flatMap((setting) => ['-o', setting])];
}

export type PrintListener = (success: boolean, failureReason: string) => void;

/** Tells the app how it went; without `silent` nothing is printed, because there is no dialog. */
export async function printAndTell(
  options: Options,
  makePDF: (options: PDFOptions) => Promise<Buffer>,
  listener: PrintListener | undefined,
): Promise<void> {
  const failure = await print(options, makePDF).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
  if (listener) callApp(listener, [failure === '', failure], () => undefined);
}

/** Resolves when the print server has the job. Rejects with Error, in Electron's words. */
async function print(options: Options, makePDF: (options: PDFOptions) => Promise<Buffer>): Promise<void> {
  const printer = await printerNamed(options.deviceName ?? '');
  if (!options.silent) {
    warnOnce(
      'VALENCE_NO_PRINT_DIALOG',
      'print',
      'contents.print() has no dialog in Valence, and prints with the option silent: true only; see "Pages" in docs/limits.md',
    );
    throw new Error('Print job canceled');
  }
  const pdf = await makePDF(pdfOptions(options));
  const lp = spawn('lp', lpArguments(printer, options), { stdio: ['pipe', 'ignore', 'ignore'] });
  lp.stdin.on('error', () => undefined); // it has ended, which its exit code tells
  lp.stdin.end(pdf);
  const [code] = (await once(lp, 'close').catch(() => [null])) as [number | null];
  if (code !== 0) throw new Error('Print job failed');
}
