/** Runs code of the library's own in a target and brings its value back. */
import type Protocol from 'devtools-protocol';
import type { CDPSession, Params, Result } from './connection';

export interface Evaluation {
  result: Protocol.Runtime.RemoteObject;
  /** What the code threw, or rejected with; null if it did neither. */
  thrown: Protocol.Runtime.ExceptionDetails | null;
}

type Reply = Result<'Runtime.evaluate'>;

const evaluationOf = ({ result, exceptionDetails }: Reply): Evaluation => ({
  result,
  thrown: exceptionDetails ?? null,
});

/** Runtime.evaluate: what came of the code. Rejects with ProtocolError if there is no document to run it in. */
export const evaluation = async (session: CDPSession, params: Params<'Runtime.evaluate'>): Promise<Evaluation> =>
  evaluationOf(await session.send('Runtime.evaluate', params));

/** The same for Runtime.callFunctionOn. */
export const callFunctionOn = async (
  session: CDPSession,
  params: Params<'Runtime.callFunctionOn'>,
): Promise<Evaluation> => evaluationOf(await session.send('Runtime.callFunctionOn', params));

/**
 * The value of `expression` as JSON carries it; a promise is waited for. Rejects with Error if it throws, with the text of what
 * was thrown. Without `contextId` it runs in the main world of the session's topmost frame.
 */
export async function evaluate<T>(session: CDPSession, expression: string, contextId?: number): Promise<T> {
  const context = contextId === undefined ? {} : { contextId };
  const params = { expression, awaitPromise: true, returnByValue: true, ...context };
  const { result, thrown } = await evaluation(session, params);
  if (thrown) throw new Error(thrown.exception?.description ?? thrown.text);
  return result.value as T;
}

/** Functions that a script of the library's own leaves in its global `valenceCalls`. */
type Calls<C> = { [N in keyof C]: (...args: never[]) => unknown };

/** The call of one of them, whose arguments JSON carries. */
export const callExpression = <C extends Calls<C>, N extends keyof C & string>(
  name: N,
  ...args: Parameters<C[N]>
): string => `valenceCalls.${name}(${args.map((argument) => JSON.stringify(argument)).join()})`;

/** True once the script has left them. */
export const CALLS_EXIST = 'typeof valenceCalls === "object"';
