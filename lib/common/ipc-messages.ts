/**
 * The messages of ipcRenderer and ipcMain: page to main process through a DevTools binding (one string per message),
 * main process to page as the argument of one call. Both are JSON arrays that begin with the kind.
 */
import { deserialize, serialize } from './serialization';

/** An error as a page tells it to the main process. */
export interface ErrorReport {
  name: string;
  message: string;
  stack: string;
}

/** From a frame that runs preload scripts. */
export type RendererMessage =
  /** The runtime of a new document can take messages; sent before its preload scripts run. */
  | { kind: 'ready' }
  | { kind: 'send'; channel: string; args: unknown[] }
  /** ipcRenderer.postMessage() without ports. */
  | { kind: 'post'; channel: string; args: [message: unknown] }
  /** `id` is answered by one ResultMessage or ErrorMessage. */
  | { kind: 'invoke'; channel: string; args: unknown[]; id: number }
  | { kind: 'preload-error'; path: string; error: ErrorReport };

/** To a frame that runs preload scripts. */
export type MainMessage =
  | { kind: 'event'; channel: string; args: unknown[] }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; message: string };

/**
 * Longest message, in UTF-16 units; one takes up to three bytes on the pipe. Measured to arrive both ways; twice as much
 * keeps a page busy for a minute (docs/limits.md).
 */
export const MAX_MESSAGE_LENGTH = 2 ** 26;

/** Listeners get them one by one: more than this would exhaust the stack of the main process. */
const MAX_ARGUMENTS = 10_000;

/** Throws Error 'An object could not be cloned.', and RangeError for a message that is too long. */
export function encodeRendererMessage(message: RendererMessage): string {
  switch (message.kind) {
    case 'ready':
      return '["ready"]';
    case 'send':
    case 'post':
      return bounded(`["${message.kind}",${JSON.stringify(message.channel)},${encodeArgs(message.args)}]`);
    case 'invoke':
      return bounded(`["invoke",${JSON.stringify(message.channel)},${encodeArgs(message.args)},${message.id}]`);
    case 'preload-error':
      return JSON.stringify(['preload-error', message.path, message.error]);
  }
}

/** Throws Error for anything that encodeRendererMessage() does not write: a renderer may be compromised. */
export function parseRendererMessage(payload: string): RendererMessage {
  const [kind, subject, body, id] = parseArray(payload);
  if (kind === 'ready') return { kind };
  if (typeof subject !== 'string') throw new Error('Malformed ipc message: channel or path is missing');
  switch (kind) {
    case 'send':
      return { kind, channel: subject, args: parseArgs(body) };
    case 'post':
      return { kind, channel: subject, args: [parseArgs(body)[0]] };
    case 'invoke':
      if (!Number.isSafeInteger(id)) throw new Error('Malformed ipc message: id must be an integer');
      return { kind, channel: subject, args: parseArgs(body), id: id as number };
    case 'preload-error':
      return { kind, path: subject, error: parseErrorReport(body) };
    default:
      throw new Error(`Malformed ipc message: unknown kind ${String(kind)}`);
  }
}

/** Throws Error 'An object could not be cloned.', and RangeError for a message that is too long. */
export function encodeMainMessage(message: MainMessage): string {
  switch (message.kind) {
    case 'event':
      return bounded(`["event",${JSON.stringify(message.channel)},${encodeArgs(message.args)}]`);
    case 'result':
      return bounded(`["result",${message.id},${serialize(message.value)}]`);
    case 'error':
      return JSON.stringify(['error', message.id, message.message]);
  }
}

/** The main process is trusted: the shape is not checked, only the value inside. */
export function parseMainMessage(text: string): MainMessage {
  const [kind, subject, body] = parseArray(text) as [MainMessage['kind'], string & number, unknown];
  switch (kind) {
    case 'event':
      return { kind, channel: subject, args: parseArgs(body) };
    case 'result':
      return { kind, id: subject, value: deserialize(body) };
    case 'error':
      return { kind, id: subject, message: body as string };
  }
}

function parseArray(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new Error('Malformed ipc message: not an array');
  return value;
}

function encodeArgs(args: unknown[]): string {
  if (args.length <= MAX_ARGUMENTS) return serialize(args);
  throw new RangeError(`${args.length} arguments are too many, ${MAX_ARGUMENTS} are possible. Send an array.`);
}

function parseArgs(serialized: unknown): unknown[] {
  const args = deserialize(serialized);
  if (Array.isArray(args) && args.length <= MAX_ARGUMENTS) return args;
  throw new Error('Malformed ipc message: arguments are not an array, or too many');
}

function parseErrorReport(value: unknown): ErrorReport {
  const { name, message, stack } = (value ?? {}) as Partial<Record<keyof ErrorReport, unknown>>;
  return { name: String(name), message: String(message), stack: String(stack) };
}

function bounded(text: string): string {
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  throw new RangeError(
    `The message is ${text.length} characters long as text, ${MAX_MESSAGE_LENGTH} are possible. Send it in parts.`,
  );
}
