/** Tracks of captured pages say what they show, as those of Chromium's own getDisplayMedia() do. */
import { callMethod, nativeGetter, nativeMethod, replaceMethod } from '../page-wrappers/method';

/** How the `deviceId` of a captured page begins (content/public/browser/web_contents_media_capture_id.h). */
const PAGE = 'web-contents-media-stream://';

export function wrapTrackSettings(): void {
  const startsWith = nativeMethod(String.prototype, 'startsWith');
  const kindOf = nativeGetter(MediaStreamTrack.prototype, 'kind');
  const tell = (method: string, told: Readonly<Record<string, unknown>>): void => {
    replaceMethod(MediaStreamTrack.prototype, method, (native) => (self, args) => {
      const values = callMethod(native, self, args) as Record<string, unknown>;
      const { deviceId = '' } = values;
      const isPage = callMethod(startsWith, deviceId, [PAGE]) === true && callMethod(kindOf, self, []) === 'video';
      return isPage ? { ...values, ...told } : values;
    });
  };
  tell('getSettings', { displaySurface: 'browser', logicalSurface: true });
  tell('getCapabilities', { displaySurface: 'browser' });
}
