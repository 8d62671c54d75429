/**
 * The messages of ipcRenderer and ipcMain: page to main process through a DevTools binding (one string per message),
 * main process to page as the argument of one call. Both are JSON arrays that begin with the kind.
 */
import { CLONE_ERROR, deserialize, serialize } from './serialization';

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
  /** `token` names the answer, one ResultMessage or ErrorMessage, that the document waits for in a prompt. */
  | { kind: 'sync'; channel: string; args: unknown[]; token: string }
  | { kind: 'preload-error'; path: string; error: ErrorReport };

/**
 * Begins the text of a prompt by which a document waits: behind it stand the secret of its page, the token and the number of the
 * part that it asks for. The answer begins with '.' if it is the last part, otherwise with '+'.
 */
export const SYNC_PROMPT = 'valence-sync:';

/** To a frame that runs preload scripts. */
export type MainMessage =
  | { kind: 'event'; channel: string; args: unknown[] }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; message: string }
  /** The main process cannot read the arguments of a message. `id` of an 'invoke', else null. */
  | { kind: 'unreadable'; id: number | null; channel: string };

/**
 * Longest message, in UTF-16 units; one takes up to three bytes on the pipe. Measured to arrive both ways; twice as much
 * keeps a page busy for a minute (docs/limits.md).
 */
export const MAX_MESSAGE_LENGTH = 2 ** 26;

/** Listeners get them one by one: more than this would exhaust the stack of the main process. */
const MAX_ARGUMENTS = 10_000;

/** A well-formed message whose arguments this process has no values for: its sender is told. */
export class UnreadableArguments extends Error {
  readonly channel: string;
  /** Of an 'invoke', or the token of a 'sync'; else null. */
  readonly id: number | string | null;

  constructor(channel: string, id: number | string | null, cause: unknown) {
    super(CLONE_ERROR, { cause });
    this.channel = channel;
    this.id = id;
  }
}

/**
 * Throws Error 'An object could not be cloned.', also for `unknownViews` of the main process, and RangeError for a message that
 * is too long.
 */
export function encodeRendererMessage(message: RendererMessage, unknownViews: readonly string[] = []): string {
  switch (message.kind) {
    case 'ready':
      return '["ready"]';
    case 'send':
    case 'post':
      return bounded(
        `["${message.kind}",${JSON.stringify(message.channel)},${encodeArgs(message.args, unknownViews)}]`,
      );
    case 'invoke': {
      const args = encodeArgs(message.args, unknownViews);
      return bounded(`["invoke",${JSON.stringify(message.channel)},${args},${message.id}]`);
    }
    case 'sync': {
      const args = encodeArgs(message.args, unknownViews);
      return bounded(`["sync",${JSON.stringify(message.channel)},${args},${JSON.stringify(message.token)}]`);
    }
    case 'preload-error':
      return JSON.stringify(['preload-error', message.path, message.error]);
  }
}

/**
 * Throws UnreadableArguments, and Error for anything that encodeRendererMessage() does not write: a renderer may be compromised.
 */
export function parseRendererMessage(payload: string): RendererMessage {
  const [kind, subject, body, id] = parseArray(payload);
  if (kind === 'ready') return { kind };
  if (typeof subject !== 'string') throw new Error('Malformed ipc message: channel or path is missing');
  switch (kind) {
    case 'send':
      return { kind, channel: subject, args: readArgs(body, subject, null) };
    case 'post':
      return { kind, channel: subject, args: [readArgs(body, subject, null)[0]] };
    case 'invoke':
      if (!Number.isSafeInteger(id)) throw new Error('Malformed ipc message: id must be an integer');
      return { kind, channel: subject, args: readArgs(body, subject, id as number), id: id as number };
    case 'sync':
      if (typeof id !== 'string') throw new Error('Malformed ipc message: token must be a string');
      return { kind, channel: subject, args: readArgs(body, subject, id), token: id };
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
    case 'unreadable':
      return JSON.stringify(['unreadable', message.id, message.channel]);
  }
}

/** The main process is trusted: the shape is not checked, only the value inside. */
export function parseMainMessage(text: string): MainMessage {
  const [kind, subject, body] = parseArray(text) as [MainMessage['kind'], string & number, unknown];
  switch (kind) {
    case 'event':
      return { kind, channel: subject, args: parseArgs(body) };
    case 'result':
      return parseResult(subject, body);
    case 'error':
      return { kind, id: subject, message: body as string };
    case 'unreadable':
      return { kind, id: subject, channel: body as string };
  }
}

function parseArray(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new Error('Malformed ipc message: not an array');
  return value;
}

/** Whoever waits for a result that this page has no value for is told. */
function parseResult(id: number, body: unknown): MainMessage {
  try {
    return { kind: 'result', id, value: deserialize(body) };
  } catch (error) {
    return { kind: 'error', id, message: String(error) };
  }
}

function encodeArgs(args: unknown[], unknownViews: readonly string[] = []): string {
  if (args.length <= MAX_ARGUMENTS) return serialize(args, unknownViews);
  throw new RangeError(`${args.length} arguments are too many, ${MAX_ARGUMENTS} are possible. Send an array.`);
}

function readArgs(serialized: unknown, channel: string, id: number | string | null): unknown[] {
  try {
    return parseArgs(serialized);
  } catch (error) {
    throw new UnreadableArguments(channel, id, error);
  }
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
