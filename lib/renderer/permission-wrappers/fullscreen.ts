/** element.requestFullscreen(), its old forms, and what goes to full screen without a call: the controls of a video. */
import { callMethod, nativeMethod, propertyOf, replaceMethod, type Method } from '../page-wrappers/method';
import { bare } from '../page-wrappers/natives';
import type { PermissionWrapper } from './permission-asker';

const getterOf = (owner: object, name: string): Method => propertyOf(owner, name)?.get ?? (() => null);

export const wrapFullscreen: PermissionWrapper = (asker) => {
  const { prototype } = Element;
  const dispatch = nativeMethod(EventTarget.prototype, 'dispatchEvent');
  const elementOf = getterOf(Document.prototype, 'fullscreenElement');
  const nameOf = getterOf(prototype, 'localName');
  const exit = propertyOf(Document.prototype, 'exitFullscreen')?.value as Method | undefined;
  if (!exit) return;
  /** The last question was granted, and the document has not left full screen since. */
  let isGranted = false;

  const ask = (done: boolean, decide: (granted: boolean) => void): void =>
    asker.decide({ permission: 'fullscreen', done }, (granted) => {
      isGranted = granted;
      decide(granted);
    });
  const refuse = (element: unknown, name: string): TypeError => {
    callMethod(dispatch, element, [new Event(name, bare({ bubbles: true, composed: true }))]);
    return new TypeError('Permissions check failed');
  };

  asker.holdBack(prototype, 'requestFullscreen', {
    permission: 'fullscreen',
    granted: () => (isGranted = true),
    refusal: (element) => refuse(element, 'fullscreenerror'),
  });
  for (const name of ['webkitRequestFullscreen', 'webkitRequestFullScreen']) {
    replaceMethod(prototype, name, (native) => (self, args) => {
      ask(false, (granted) => {
        if (granted) callMethod(native, self, args);
        else refuse(self, 'webkitfullscreenerror');
      });
      return undefined;
    });
  }

  // First of all listeners: the page cannot keep it from being called.
  const onChange = (): void => {
    const element = callMethod(elementOf, document, []);
    if (element === null) isGranted = false;
    else if (!isGranted && !isFrame(callMethod(nameOf, element, []))) {
      ask(true, (granted) => {
        if (!granted) callMethod(exit, document, []);
      });
    }
  };
  // Each form of the method has an event of its own.
  for (const name of ['fullscreenchange', 'webkitfullscreenchange']) window.addEventListener(name, onChange, true);
};

/** The document in it asks by itself. */
const isFrame = (name: unknown): boolean =>
  name === 'iframe' || name === 'frame' || name === 'object' || name === 'embed';
