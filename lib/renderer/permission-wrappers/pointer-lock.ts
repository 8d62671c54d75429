/** element.requestPointerLock(). */
import { callMethod, nativeMethod } from '../page-wrappers/method';
import type { PermissionWrapper } from './permission-asker';

export const wrapPointerLock: PermissionWrapper = (asker) => {
  const dispatch = nativeMethod(EventTarget.prototype, 'dispatchEvent');
  asker.holdBack(Element.prototype, 'requestPointerLock', {
    permission: 'pointerLock',
    refusal: () => {
      callMethod(dispatch, document, [new Event('pointerlockerror')]);
      return new DOMException('The root document of this element is not valid for pointer lock.', 'SecurityError');
    },
  });
};
