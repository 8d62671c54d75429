/**
 * navigator.mediaDevices.getDisplayMedia(). Chromium's own is never called: it would open a picker. The app chooses, and Chromium
 * gives this document an id of the tab that was chosen.
 */
import type { DisplayMediaAnswer } from '../../common/display-media-messages';
import type { Asker } from '../page-wrappers/asker';
import { callMethod, nativeMethod, propertyOf, replaceMethod, type Method } from '../page-wrappers/method';
import { bare, SafePromise } from '../page-wrappers/natives';
import { checkConstraints, videoConstraints } from './constraints';
import { wrapTrackSettings } from './track-settings';

interface TabConstraint {
  mandatory: { chromeMediaSource: 'tab'; chromeMediaSourceId: string; disableLocalEcho?: boolean };
}

/** Call before other wrappers: it needs Chromium's own getUserMedia(). */
export function wrapDisplayMedia(asker: Asker): void {
  const { MediaDevices } = globalThis as { MediaDevices?: typeof globalThis.MediaDevices };
  if (!MediaDevices) return;
  const capture = propertyOf(MediaDevices.prototype, 'getUserMedia')?.value as Method | undefined;
  if (!capture) return;
  const then = nativeMethod(Promise.prototype, 'then');
  const addTrack = nativeMethod(MediaStream.prototype, 'addTrack');
  const tracksOf = nativeMethod(MediaStream.prototype, 'getTracks');
  const videoTracksOf = nativeMethod(MediaStream.prototype, 'getVideoTracks');
  const applyConstraints = nativeMethod(MediaStreamTrack.prototype, 'applyConstraints');
  const stop = nativeMethod(MediaStreamTrack.prototype, 'stop');
  wrapTrackSettings();

  /** The stream, with what the page asks of its picture; stopped and rejected if Chromium cannot do that. */
  const constrained = (stream: unknown, constraints: object): unknown => {
    const [track] = callMethod(videoTracksOf, stream, []) as unknown[];
    if (!track) return stream;
    const onFailure = (error: unknown): never => {
      const tracks = callMethod(tracksOf, stream, []) as unknown[];
      for (let i = 0; i < tracks.length; ++i) callMethod(stop, tracks[i], []);
      throw error;
    };
    return callMethod(then, callMethod(applyConstraints, track, [constraints]), [() => stream, onFailure]);
  };

  replaceMethod(MediaDevices.prototype, 'getDisplayMedia', () => (self, [options]) => {
    return new SafePromise((resolve, reject) => {
      const { video = true, audio = false } = (options ?? {}) as { video?: unknown; audio?: unknown };
      const question = { video: Boolean(video), audio: Boolean(audio) };
      if (!question.video && !question.audio) {
        reject(
          new TypeError(
            `Failed to execute 'getDisplayMedia' on 'MediaDevices': either audio or video must be requested`,
          ),
        );
        return;
      }
      // What these throw rejects.
      checkConstraints(audio);
      checkConstraints(video);
      const applied = videoConstraints(video);
      asker.askSafely('display-media', question, (answer) => {
        const given = (answer ?? { name: 'NotAllowedError', message: 'Permission denied' }) as DisplayMediaAnswer;
        if ('name' in given) {
          reject(new DOMException(given.message, given.name));
          return;
        }
        const owner = devicesOfPage() ?? self;
        const streamOf = (constraints: object): unknown => callMethod(capture, owner, [constraints]);
        const videoOf = tab(given.video);
        const audioOf = tab(given.audio, !given.localEcho);
        if (!videoOf || !audioOf || given.video === given.audio) {
          const constraints = bare({ ...(videoOf ? { video: videoOf } : {}), ...(audioOf ? { audio: audioOf } : {}) });
          resolve(callMethod(then, streamOf(constraints), [(stream: unknown) => constrained(stream, applied)]));
          return;
        }
        // Of two tabs: one stream with a track of each.
        const onVideo = (stream: unknown): unknown =>
          callMethod(then, streamOf(bare({ audio: audioOf })), [
            (other: unknown) => {
              const [track] = callMethod(tracksOf, other, []) as unknown[];
              callMethod(addTrack, stream, [track]);
              return constrained(stream, applied);
            },
          ]);
        resolve(callMethod(then, streamOf(bare({ video: videoOf })), [onVideo]));
      });
    });
  });
}

/** Chromium gives an id to the page's main frame. Frames of its origin use that one's; null for others, and where it is this one. */
function devicesOfPage(): unknown {
  try {
    const { top } = globalThis;
    return top && top !== globalThis.window ? top.navigator.mediaDevices : null;
  } catch {
    return null; // another origin
  }
}

function tab(id: string | null, disableLocalEcho?: boolean): TabConstraint | null {
  if (id === null) return null;
  const echo = disableLocalEcho === undefined ? {} : { disableLocalEcho };
  const mandatory: TabConstraint['mandatory'] = { chromeMediaSource: 'tab', chromeMediaSourceId: id, ...echo };
  return bare<TabConstraint>({ mandatory: bare(mandatory) });
}
