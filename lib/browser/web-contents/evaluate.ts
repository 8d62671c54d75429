/** Runs an app's code in a page and brings the result back as Electron's executeJavaScript() does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { invalidArgType, validateObject, validateString } from '../../common/validators';
import { deserialize } from '../../common/serialization';
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import { callFunctionOn, evaluation } from '../devtools/evaluate';
import { libraryFolder } from '../library-folder';
import type { Frame } from './frame';
import { ISOLATED_WORLD } from './frame-tree';
import { isIncomplete, isPlainObject, rejectionOf, valueOf } from './script-result';

/** How deep a result may be nested. */
const MAX_DEPTH = 1000;
const OBJECT_GROUP = 'valence-results';

export interface EvaluateOptions {
  code: string;
  userGesture: boolean;
  /** Absent: the main world of the session's main frame. */
  contextId?: number;
  /** What to reject with for a script that threw. `content`: what was thrown if it is an object and no error. */
  rejection?: (details: Protocol.Runtime.ExceptionDetails, content?: unknown) => unknown;
}

/** Runs code in the current document of a frame. Rejects as evaluate() does, or with Error if the frame goes away. */
export async function evaluateInFrame(
  frame: Frame,
  code: string,
  userGesture: boolean,
  rejection = rejectionOf,
): Promise<unknown> {
  const contextId = frame.mainWorld ?? (await frame.scriptContext());
  const options = { code, userGesture, rejection, ...(contextId === undefined ? {} : { contextId }) };
  return evaluate(frame.session, options);
}

/** The page's world, and the one of preload scripts. */
const MAIN_WORLD = 0;
const PRELOAD_WORLD = 999;
/** No app has a world of this number: those of Electron begin at 999. */
const LIBRARY_WORLD = 998;

/** Throws TypeError for anything but a list of { code, url }. */
export function validateSources(sources: unknown): asserts sources is Electron.WebSource[] {
  if (!Array.isArray(sources)) throw invalidArgType('scripts', 'an array of { code }', sources);
  for (const [index, source] of sources.entries()) {
    validateObject(source, `scripts[${index}]`);
    validateString((source as { code?: unknown }).code, `scripts[${index}].code`);
  }
}

/** Runs code in a world of a frame by Electron's number; other numbers are worlds of their own, made when they are first used. */
export async function evaluateInWorld(
  frame: Frame,
  worldId: number,
  sources: Electron.WebSource[],
  userGesture: boolean,
): Promise<unknown> {
  const worldName = worldId === PRELOAD_WORLD ? ISOLATED_WORLD : `Electron Isolated World ${worldId}`;
  const contextId =
    worldId === MAIN_WORLD
      ? await frame.scriptContext()
      : (await frame.session.send('Page.createIsolatedWorld', { frameId: frame.frameId, worldName }))
          .executionContextId;
  const context = contextId === undefined ? {} : { contextId };
  const results = sources.map(({ code, url }) =>
    evaluate(frame.session, { code: url ? `${code}\n//# sourceURL=${url}` : code, userGesture, ...context }),
  );
  // As in Electron the first one is the result.
  const [first] = await Promise.all(results);
  return first;
}

/** Runs code of the library in a world of its own, where no script of the page or of the app takes part. */
export const evaluateApart = (frame: Frame, code: string): Promise<unknown> =>
  evaluateInWorld(frame, LIBRARY_WORLD, [{ code }], false);

/** Rejects with the promise's own rejection, or with Electron's error for a script that threw or whose page went away. */
export async function evaluate(session: CDPSession, options: EvaluateOptions): Promise<unknown> {
  const { rejection = rejectionOf } = options;
  const { result, thrown } = await evaluation(session, {
    expression: options.code,
    userGesture: options.userGesture,
    awaitPromise: true,
    allowUnsafeEvalBlockedByCSP: false,
    objectGroup: OBJECT_GROUP,
    serializationOptions: { serialization: 'deep', maxDepth: MAX_DEPTH },
    ...(options.contextId === undefined ? {} : { contextId: options.contextId }),
  }).catch((error: unknown) => {
    throw error instanceof ProtocolError
      ? new Error(`The page went away before the script was done (${error.reason})`)
      : error;
  });
  const exception = thrown?.exception;
  try {
    const content =
      exception?.objectId && isPlainObject(exception) ? await clone(session, exception.objectId) : undefined;
    if (thrown) throw rejection(thrown, content);
    if (result.objectId && isIncomplete(result.deepSerializedValue)) return await clone(session, result.objectId);
    return valueOf(result);
  } finally {
    // The page keeps what a result refers to until it is told that nobody needs it.
    if (result.objectId || exception?.objectId) {
      session.post('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
    }
  }
}

/** The value in our own encoding, which is slower but carries bytes and errors. */
async function clone(session: CDPSession, objectId: string): Promise<unknown> {
  const bundle = readFileSync(join(libraryFolder(), 'clone.js'), 'utf8');
  const { result, thrown } = await callFunctionOn(session, {
    objectId,
    functionDeclaration: `function () { ${bundle}; return valenceClone.serialize(this); }`,
    returnByValue: true,
  });
  if (thrown) throw rejectionOf(thrown);
  return deserialize(JSON.parse(String(result.value)));
}
