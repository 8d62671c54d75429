/** What preload scripts ask for through webFrame (docs/api/web-frame.md), done for the frame that asks. */
import { FRAME_METHODS, type FrameMethods } from '../../common/ipc-messages';
import { validateBoolean, validateInteger, validateString } from '../../common/validators';
import { evaluateInFrame, evaluateInWorld, validateSources } from './evaluate';
import type { Frame } from './frame';
import type { InsertedStyles } from './inserted-styles';

type Name = keyof FrameMethods;
type Implementation = (frame: Frame, styles: InsertedStyles, ...args: unknown[]) => Promise<unknown>;

/** The arguments come from a renderer, which may be compromised. */
const METHODS: Record<Name, Implementation> = {
  executeJavaScript: (frame, _, code, userGesture) => {
    validateString(code, 'code');
    validateBoolean(userGesture, 'userGesture');
    return evaluateInFrame(frame, code, userGesture);
  },
  executeJavaScriptInIsolatedWorld: (frame, _, worldId, scripts, userGesture) => {
    validateInteger(worldId, 'worldId');
    validateSources(scripts);
    validateBoolean(userGesture, 'userGesture');
    return evaluateInWorld(frame, worldId, scripts, userGesture);
  },
  insertCSS: (frame, styles, key, css) => {
    validateString(key, 'key');
    validateString(css, 'css');
    return styles.insert(frame, css, key);
  },
  insertText: (frame, _, text) => {
    validateString(text, 'text');
    return frame.session.send('Input.insertText', { text });
  },
  removeInsertedCSS: (_, styles, key) => {
    validateString(key, 'key');
    return styles.remove(key);
  },
};

/** Rejects with TypeError for bad arguments, and as the method does. */
export async function callFrameMethod(
  frame: Frame,
  styles: InsertedStyles,
  method: string,
  args: unknown[],
): Promise<unknown> {
  if (!FRAME_METHODS.includes(method as Name)) throw new TypeError(`webFrame.${method} is unknown`);
  return METHODS[method as Name](frame, styles, ...args);
}
