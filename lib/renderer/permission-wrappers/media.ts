/** Cameras and microphones: navigator.mediaDevices.getUserMedia() and its old form. */
import { callMethod, replaceMethod } from '../page-wrappers/method';
import { allows, notAllowed, type PermissionWrapper } from './permission-asker';

interface MediaRequest {
  permission: 'media';
  audio: boolean;
  video: boolean;
}

/** Null where Chromium refuses by itself: nothing is asked for, a policy forbids it, or the document has no origin. */
function requestOf(constraints: unknown): MediaRequest | null {
  if ((typeof constraints !== 'object' && typeof constraints !== 'function') || constraints === null) return null;
  const { audio, video } = constraints as { audio?: unknown; video?: unknown };
  const request = { permission: 'media', audio: Boolean(audio), video: Boolean(video) } as const;
  if (isOpaque || (!request.audio && !request.video)) return null;
  if ((request.audio && !allows('microphone')) || (request.video && !allows('camera'))) return null;
  return request;
}

/** Sandboxed frames, data: pages: Chromium refuses them. */
const isOpaque = globalThis.origin === 'null';

const refusal = (): DOMException => notAllowed('Permission denied');

export const wrapMedia: PermissionWrapper = (asker) => {
  const { MediaDevices } = globalThis as { MediaDevices?: typeof globalThis.MediaDevices };
  asker.guard(MediaDevices?.prototype, 'getUserMedia', {
    request: (self, [constraints]) => (self instanceof MediaDevices! ? requestOf(constraints) : null),
    refusal,
  });

  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    replaceMethod(Navigator.prototype, name, (native) => (self, args) => {
      const [constraints, onSuccess, onError] = args;
      const isSound = self instanceof Navigator && typeof onSuccess === 'function' && typeof onError === 'function';
      const request = isSound && isSecureContext ? requestOf(constraints) : null;
      if (!request) return callMethod(native, self, args);
      void asker.request(request).then((verdict) => {
        if (verdict === 'refused') (onError as (error: unknown) => void)(refusal());
        else callMethod(native, self, args);
      });
      return undefined;
    });
  }
};
