/** Runs an app's code in a page and brings the result back as Electron's executeJavaScript() does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from '../../common/serialization';
import type Protocol from 'devtools-protocol';
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import { callFunctionOn, evaluation } from '../devtools/evaluate';
import { libraryFolder } from '../library-folder';
import type { Frame } from './frame';
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
