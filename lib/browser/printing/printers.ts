/** The printers of the system: lpstat and lpoptions of CUPS. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An end for a print server that does not answer, in milliseconds. */
const TIMEOUT = 20_000;

/** Empty without CUPS, or without printers: both programs fail then. */
async function outputOf(program: string, ...args: string[]): Promise<string> {
  try {
    return (await run(program, args, { env: { ...process.env, LC_ALL: 'C' }, timeout: TIMEOUT })).stdout;
  } catch {
    return '';
  }
}

/** "system default destination: NAME" */
const defaultPrinter = async (): Promise<string> =>
  /^system default destination: (\S+)/m.exec(await outputOf('lpstat', '-d'))?.[1] ?? '';

const printerNames = async (): Promise<string[]> => (await outputOf('lpstat', '-e')).split('\n').filter(Boolean);

/** `name=value name='value with spaces' name`, with backslashes before quotes. */
function parseOptions(text: string): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [, name = '', quoted, plain = ''] of text.matchAll(/([\w-]+)(?:=(?:'((?:[^'\\]|\\.)*)'|(\S*)))?/g)) {
    options[name] = (quoted ?? plain).replaceAll(/\\(.)/g, '$1');
  }
  return options;
}

async function printer(name: string, defaultName: string): Promise<Electron.PrinterInfo> {
  const options = parseOptions(await outputOf('lpoptions', '-p', name));
  return {
    name,
    displayName: options['printer-info'] || name,
    description: options['printer-make-and-model'] ?? '',
    status: Number(options['printer-state'] ?? 0),
    isDefault: name === defaultName,
    options,
  };
}

export async function printers(): Promise<Electron.PrinterInfo[]> {
  const [names, defaultName] = await Promise.all([printerNames(), defaultPrinter()]);
  return Promise.all(names.map((name) => printer(name, defaultName)));
}

/** The printer to use. Throws Error, in Electron's words, if it or any is not there. */
export async function printerNamed(deviceName: string): Promise<string> {
  const names = await printerNames();
  if (deviceName !== '') {
    if (!names.includes(deviceName)) throw new Error('Invalid deviceName provided');
    return deviceName;
  }
  const name = (await defaultPrinter()) || names[0];
  if (name === undefined) throw new Error('No printers available on the network');
  return name;
}
