/** Pictures and PDFs of a page. */
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';

/** In CBOR the protocol's binary arrives as bytes, elsewhere as base64. */
const bytes = (data: string | Uint8Array): Buffer =>
  typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);

/** A PNG. */
export async function capturePage(session: CDPSession, rect?: Electron.Rectangle): Promise<Buffer> {
  const clip = rect ? { clip: { ...rect, scale: 1 } } : {};
  const { data } = await session.send('Page.captureScreenshot', { format: 'png', ...clip });
  return bytes(data);
}

/** Paper sizes in inches, width × height. */
const PAPER: Record<string, readonly [number, number]> = {
  A0: [33.1, 46.8],
  A1: [23.4, 33.1],
  A2: [16.54, 23.4],
  A3: [11.7, 16.54],
  A4: [8.27, 11.7],
  A5: [5.83, 8.27],
  A6: [4.13, 5.83],
  Letter: [8.5, 11],
  Legal: [8.5, 14],
  Tabloid: [11, 17],
  Ledger: [17, 11],
};

function paperSize(
  pageSize: Electron.PrintToPDFOptions['pageSize'],
): Pick<Protocol.Page.PrintToPDFRequest, 'paperWidth' | 'paperHeight'> {
  if (pageSize === undefined) return {};
  if (typeof pageSize !== 'string') return { paperWidth: pageSize.width, paperHeight: pageSize.height };
  const size = PAPER[pageSize];
  if (!size)
    throw new Error(
      `Invalid pageSize ${pageSize}: use one of ${Object.keys(PAPER).join(', ')} or { width, height } in inches`,
    );
  return { paperWidth: size[0], paperHeight: size[1] };
}

function margins({ margins: m }: Electron.PrintToPDFOptions): Partial<Protocol.Page.PrintToPDFRequest> {
  if (!m) return {};
  const { top, bottom, left, right } = m;
  return {
    ...(top === undefined ? {} : { marginTop: top }),
    ...(bottom === undefined ? {} : { marginBottom: bottom }),
    ...(left === undefined ? {} : { marginLeft: left }),
    ...(right === undefined ? {} : { marginRight: right }),
  };
}

/** The options of printToPDF that travel unchanged. */
const SAME = [
  'landscape',
  'displayHeaderFooter',
  'printBackground',
  'scale',
  'pageRanges',
  'headerTemplate',
  'footerTemplate',
  'preferCSSPageSize',
] as const;

export async function printToPDF(session: CDPSession, options: Electron.PrintToPDFOptions): Promise<Buffer> {
  const same = Object.fromEntries(
    SAME.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
  const { data } = await session.send('Page.printToPDF', {
    ...same,
    ...paperSize(options.pageSize),
    ...margins(options),
  });
  return bytes(data);
}
