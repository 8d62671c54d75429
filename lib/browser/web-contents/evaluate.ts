/** Runs an app's code in a page and brings the result back as Electron's executeJavaScript() does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from '../../common/serialization';
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import { callFunctionOn, evaluation } from '../devtools/evaluate';
import { libraryFolder } from '../library-folder';
import { isIncomplete, isPlainObject, rejectionOf, valueOf } from './script-result';

/** How deep a result may be nested. */
const MAX_DEPTH = 1000;
const OBJECT_GROUP = 'valence-results';

export interface EvaluateOptions {
  code: string;
  userGesture: boolean;
  /** Absent: the main world of the session's main frame. */
  contextId?: number;
}

/** Rejects with the promise's own rejection, or with Electron's error for a script that threw or whose page went away. */
export async function evaluate(session: CDPSession, options: EvaluateOptions): Promise<unknown> {
  const { result, thrown } = await evaluation(session, {
    expression: options.code,
    userGesture: options.userGesture,
    awaitPromise: true,
    allowUnsafeEvalBlockedByCSP: true,
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
    if (thrown) throw rejectionOf(thrown, content);
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
