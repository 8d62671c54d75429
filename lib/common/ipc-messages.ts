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
  /** ipcRenderer.postMessage(). `ports`: numbers that the document gives them. */
  | { kind: 'post'; channel: string; args: [message: unknown]; ports: number[] }
  /** A port of the document, by the number that either side has given it, got a message. */
  | { kind: 'port'; id: number; data: unknown; ports: number[] }
  /** `id` is answered by one ResultMessage or ErrorMessage. */
  | { kind: 'invoke'; channel: string; args: unknown[]; id: number }
  /** A method of webFrame. Answered as an 'invoke', with a FrameOutcome. */
  | { kind: 'frame'; method: string; args: unknown[]; id: number }
  /** `token` names the answer, one ResultMessage or ErrorMessage, that the document waits for in a prompt. */
  | { kind: 'sync'; channel: string; args: unknown[]; token: string }
  /** webFrame.routingId, for which a document waits in the same way. */
  | { kind: 'routing-id'; token: string }
  | { kind: 'preload-error'; path: string; error: ErrorReport };

/** Methods of webFrame that the main process carries out, with their arguments. */
export interface FrameMethods {
  executeJavaScript: [code: string, userGesture: boolean];
  executeJavaScriptInIsolatedWorld: [worldId: number, scripts: { code: string; url?: string }[], userGesture: boolean];
  insertCSS: [key: string, css: string];
  insertText: [text: string];
  removeInsertedCSS: [key: string];
}

export const FRAME_METHODS: readonly (keyof FrameMethods)[] = [
  'executeJavaScript',
  'executeJavaScriptInIsolatedWorld',
  'insertCSS',
  'insertText',
  'removeInsertedCSS',
];

/** What came of one. */
export type FrameOutcome = { value: unknown } | { reason: unknown };

/**
 * Begins the text of a prompt by which a document waits: behind it stand the secret of its page, the token and the number of the
 * part that it asks for. The answer begins with '.' if it is the last part, otherwise with '+'.
 */
export const SYNC_PROMPT = 'valence-sync:';

/** To a frame that runs preload scripts. */
export type MainMessage =
  /** `ports`: withPorts() adds them. */
  | { kind: 'event'; channel: string; args: unknown[]; ports?: number[] }
  /** For a port of the document; `ports` null: the other end is closed. */
  | { kind: 'port'; id: number; data: unknown; ports: number[] | null }
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
      return bounded(`["send",${JSON.stringify(message.channel)},${encodeArgs(message.args, unknownViews)}]`);
    case 'post': {
      const args = encodeArgs(message.args, unknownViews);
      return bounded(`["post",${JSON.stringify(message.channel)},${args},${JSON.stringify(message.ports)}]`);
    }
    case 'port': {
      const args = encodeArgs([message.data], unknownViews);
      return bounded(`["port","",${args},${JSON.stringify([message.id, message.ports])}]`);
    }
    case 'invoke': {
      const args = encodeArgs(message.args, unknownViews);
      return bounded(`["invoke",${JSON.stringify(message.channel)},${args},${message.id}]`);
    }
    case 'frame':
      return bounded(`["frame",${JSON.stringify(message.method)},${encodeArgs(message.args)},${message.id}]`);
    case 'sync': {
      const args = encodeArgs(message.args, unknownViews);
      return bounded(`["sync",${JSON.stringify(message.channel)},${args},${JSON.stringify(message.token)}]`);
    }
    case 'routing-id':
      return JSON.stringify(['routing-id', message.token]);
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
      return { kind, channel: subject, args: [readArgs(body, subject, null)[0]], ports: readPorts(id) };
    case 'port': {
      const [port, ports] = Array.isArray(id) ? (id as unknown[]) : [];
      if (!Number.isSafeInteger(port)) throw new Error('Malformed ipc message: the port has no number');
      const data = readArgs(body, subject, null)[0];
      return { kind, id: port as number, data, ports: readPorts(ports) };
    }
    case 'invoke':
      if (!Number.isSafeInteger(id)) throw new Error('Malformed ipc message: id must be an integer');
      return { kind, channel: subject, args: readArgs(body, subject, id as number), id: id as number };
    case 'frame':
      if (!Number.isSafeInteger(id)) throw new Error('Malformed ipc message: id must be an integer');
      return { kind, method: subject, args: readArgs(body, subject, id as number), id: id as number };
    case 'sync':
      if (typeof id !== 'string') throw new Error('Malformed ipc message: token must be a string');
      return { kind, channel: subject, args: readArgs(body, subject, id), token: id };
    case 'routing-id':
      return { kind, token: subject };
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
    case 'port':
      return bounded(`["port",${message.id},${encodeArgs([message.data])},${JSON.stringify(message.ports)}]`);
    case 'result':
      return bounded(`["result",${message.id},${serialize(message.value)}]`);
    case 'error':
      return JSON.stringify(['error', message.id, message.message]);
    case 'unreadable':
      return JSON.stringify(['unreadable', message.id, message.channel]);
  }
}

/** The text of an EventMessage with the numbers of ports that come with it. */
export const withPorts = (text: string, ports: number[]): string => `${text.slice(0, -1)},${JSON.stringify(ports)}]`;

/** The main process is trusted: the shape is not checked, only the value inside. */
export function parseMainMessage(text: string): MainMessage {
  const [kind, subject, body, ports] = parseArray(text) as [MainMessage['kind'], string & number, unknown, number[]?];
  switch (kind) {
    case 'event':
      return { kind, channel: subject, args: parseArgs(body), ports: ports ?? [] };
    case 'port':
      return { kind, id: subject, data: parseArgs(body)[0], ports: ports ?? null };
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

function readPorts(value: unknown): number[] {
  if (Array.isArray(value) && value.length <= MAX_ARGUMENTS && value.every(Number.isSafeInteger))
    return value as number[];
  throw new Error('Malformed ipc message: ports have no numbers');
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
