/** Runs an app's code in a page and brings the result back as Electron's executeJavaScript() does. */
import type { CDPSession } from '../devtools/connection';
import { ProtocolError } from '../devtools/errors';
import { rejectionOf, valueOf } from './script-result';

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
  const { result, exceptionDetails } = await session
    .send('Runtime.evaluate', {
      expression: options.code,
      userGesture: options.userGesture,
      awaitPromise: true,
      allowUnsafeEvalBlockedByCSP: true,
      objectGroup: OBJECT_GROUP,
      serializationOptions: { serialization: 'deep', maxDepth: MAX_DEPTH },
      ...(options.contextId === undefined ? {} : { contextId: options.contextId }),
    })
    .catch((error: unknown) => {
      throw error instanceof ProtocolError
        ? new Error(`The page went away before the script was done (${error.reason})`)
        : error;
    });
  // The page keeps what a result refers to until it is told that nobody needs it.
  if (result.objectId || exceptionDetails?.exception?.objectId) {
    session.post('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
  }
  if (exceptionDetails) throw rejectionOf(exceptionDetails);
  return valueOf(result);
}
