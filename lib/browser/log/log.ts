/**
 * The log that VALENCE_LOG asks for (docs/guides/debug.md): one line per record, with the time, the app's pid, the session
 * and the category. A category that is off is null, so that a caller formats nothing:
 *
 *     log.lifecycle?.(label, `starts in ${directory}`)
 */
import { openLogFile } from './log-file';
import { CATEGORIES, parseLogOptions, type LogCategory } from './log-options';

/** Writes one line. `label` names the session, `text` holds no secrets: see withoutSecrets() and cleanURL(). */
export type LogWriter = (label: string, text: string) => void;

/** The label of lines that belong to no session. */
export const NO_SESSION = '-';

export const log: Record<LogCategory, LogWriter | null> = { protocol: null, requests: null, lifecycle: null };

/** Begins the log. Warns once about wrong names and about a file that cannot be written; the app goes on without. */
export function startLog(environment: NodeJS.ProcessEnv): void {
  const { categories, file, unknown } = parseLogOptions(environment.VALENCE_LOG);
  if (unknown.length > 0) {
    const names = unknown.map((name) => `'${name}'`).join(', ');
    warn(
      `VALENCE_LOG has no category ${names}. It takes ${CATEGORIES.join(', ')}, separated by commas, ` +
        'and may end in a colon and the path of a file.',
    );
  }
  if (categories.length === 0) return;
  const append = file === null ? appendToStderr : openLogFile(file, warn);
  if (!append) return;
  for (const category of categories) {
    log[category] = (label, text) => append(lineOf(label, category, text));
  }
}

function warn(message: string): void {
  process.emitWarning(message, { code: 'VALENCE_LOG' });
}

const appendToStderr = (line: string): void => void process.stderr.write(line);

/** Partitions may have any name: one with spaces or control characters is written as JSON. */
const plainLabel = (label: string): string => (/^[\w:.@+/~-]+$/.test(label) ? label : JSON.stringify(label));

/** One line, whatever the text holds: control characters could forge a line or steer a terminal. */
export function lineOf(label: string, category: LogCategory, text: string, time = new Date()): string {
  const record = `${time.toISOString()} ${process.pid} ${plainLabel(label)} ${category} ${text}`;
  return `${record.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

const escaped = (character: string): string => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
