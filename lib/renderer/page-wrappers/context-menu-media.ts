/** The image, video, audio or canvas that a menu is asked for. */
import type { ContextMenuMessage } from '../../common/context-menu-messages';

type MediaFields = Pick<ContextMenuMessage, 'mediaType' | 'srcURL' | 'altText' | 'hasImageContents' | 'mediaFlags'>;
type MediaFlags = ContextMenuMessage['mediaFlags'];

const NO_FLAGS: MediaFlags = {
  inError: false,
  isPaused: false,
  isMuted: false,
  hasAudio: false,
  isLooping: false,
  isControlsVisible: false,
  canToggleControls: false,
  canPrint: false,
  canSave: false,
  canShowPictureInPicture: false,
  isShowingPictureInPicture: false,
  canRotate: false,
  canLoop: false,
};

const described = (mediaType: string, fields: Partial<MediaFields> = {}): MediaFields => ({
  mediaType,
  srcURL: '',
  altText: '',
  hasImageContents: false,
  mediaFlags: NO_FLAGS,
  ...fields,
});

export function mediaAt(element: Element | null): MediaFields {
  if (element instanceof HTMLImageElement) {
    const { currentSrc, src, alt, complete, naturalWidth } = element;
    return described('image', {
      srcURL: currentSrc || src,
      altText: alt,
      hasImageContents: complete && naturalWidth > 0,
    });
  }
  if (element instanceof HTMLInputElement && element.type === 'image') {
    return described('image', { srcURL: element.src, altText: element.alt, hasImageContents: true });
  }
  if (element instanceof SVGImageElement) {
    return described('image', { srcURL: new URL(element.href.baseVal, document.baseURI).href, hasImageContents: true });
  }
  if (element instanceof HTMLCanvasElement) return described('canvas', { hasImageContents: true });
  if (element instanceof HTMLMediaElement) return playerAt(element);
  if (element instanceof HTMLEmbedElement) return described('plugin', { srcURL: element.src });
  if (element instanceof HTMLObjectElement) return described('plugin', { srcURL: element.data });
  return described('none');
}

function playerAt(element: HTMLMediaElement): MediaFields {
  const isVideo = element instanceof HTMLVideoElement && (element.videoWidth > 0 || element.readyState === 0);
  const hasData = element.readyState > 0;
  return described(isVideo ? 'video' : 'audio', {
    srcURL: element.currentSrc || element.src,
    mediaFlags: {
      ...NO_FLAGS,
      inError: element.error !== null,
      isPaused: element.paused,
      isMuted: element.muted,
      hasAudio: hasAudio(element),
      isLooping: element.loop,
      isControlsVisible: element.controls,
      canToggleControls: isVideo && hasData,
      canSave: hasData && Number.isFinite(element.duration),
      canShowPictureInPicture: isVideo && document.pictureInPictureEnabled,
      isShowingPictureInPicture: document.pictureInPictureElement === element,
      canLoop: Number.isFinite(element.duration),
    },
  });
}

/** Scripts cannot know whether a video has sound before it was decoded. */
function hasAudio(element: HTMLMediaElement & { webkitAudioDecodedByteCount?: number }): boolean {
  return element instanceof HTMLAudioElement || (element.webkitAudioDecodedByteCount ?? 0) > 0;
}
