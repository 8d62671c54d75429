/** The webFrame module (docs/api/web-frame.md): what the main process can do for a document. The rest throws. */
import { validateInteger, validateString } from '../../common/validators';
import type { FrameMethods } from '../../common/ipc-messages';

/** Asks the main process, for the document that asks. */
export type CallFrame = <M extends keyof FrameMethods>(method: M, ...args: FrameMethods[M]) => Promise<unknown>;

type ScriptCallback = (result: unknown, error: unknown) => void;

/** Inserted styles are named here: insertCSS() cannot wait. */
const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

/** `callback` hears of the result before the promise does, as in Electron. */
async function tell(result: Promise<unknown>, callback: ScriptCallback = () => undefined): Promise<unknown> {
  const [settled] = await Promise.allSettled([result]);
  if (settled.status === 'fulfilled') callback(settled.value, undefined);
  else callback(undefined, settled.reason);
  return result;
}

export function createWebFrame(call: CallFrame, askRoutingId: () => number) {
  let routingId: number | null = null;
  return {
    /** Of this frame; asked for once. Throws Error where a document cannot wait. */
    get routingId(): number {
      return (routingId ??= askRoutingId());
    },

    /** Rejects as WebContents' executeJavaScript() does. */
    executeJavaScript: (code: string, userGesture = false, callback?: ScriptCallback): Promise<unknown> => {
      validateString(code, 'code');
      return tell(call('executeJavaScript', code, userGesture), callback);
    },

    executeJavaScriptInIsolatedWorld: (
      worldId: number,
      scripts: { code: string; url?: string }[],
      userGesture = false,
      callback?: ScriptCallback,
    ): Promise<unknown> => {
      validateInteger(worldId, 'worldId');
      return tell(call('executeJavaScriptInIsolatedWorld', worldId, scripts, userGesture), callback);
    },

    /** The key for removeInsertedCSS(); the style has effect a moment later. */
    insertCSS: (css: string): string => {
      validateString(css, 'css');
      const key = newKey();
      call('insertCSS', key, css).catch(reportError);
      return key;
    },

    removeInsertedCSS: (key: string): void => {
      validateString(key, 'key');
      call('removeInsertedCSS', key).catch(reportError);
    },

    /** Types text where the focus is. */
    insertText: (text: string): void => {
      validateString(text, 'text');
      call('insertText', text).catch(reportError);
    },
  };
}
