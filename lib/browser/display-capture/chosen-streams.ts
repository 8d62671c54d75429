/** What the app answers to a request for display media. */
import { invalidArgType } from '../../common/validators';
import type { DisplayMediaQuestion } from '../../common/display-media-messages';
import type { CapturedPage } from './display-media-requests';
import { windowSources } from './window-sources';

export interface ChosenStreams {
  video: CapturedPage | null;
  audio: CapturedPage | null;
  localEcho: boolean;
}

const SOURCE = /^window:(\d+):\d+$/;

/** Null: nothing, which is how an app refuses. Throws TypeError for what Electron throws for. */
export function chosenStreams(
  streams: unknown,
  { video: videoRequested }: DisplayMediaQuestion,
  pageOf: (frame: unknown) => CapturedPage | null,
): ChosenStreams | null {
  if (streams === null || streams === undefined) return null;
  if (typeof streams !== 'object') {
    throw invalidArgType('streams', 'an object with video or audio, or null to refuse', streams);
  }
  const { video, audio, enableLocalEcho } = streams as { video?: unknown; audio?: unknown; enableLocalEcho?: unknown };
  if (videoRequested && (video === undefined || video === null)) {
    throw new TypeError('Video was requested, but no video stream was provided');
  }
  return {
    video: videoRequested ? videoPage(video, pageOf) : null,
    audio: audio === undefined || audio === null ? null : audioPage(audio, pageOf),
    localEcho: enableLocalEcho === true,
  };
}

function videoPage(video: unknown, pageOf: (frame: unknown) => CapturedPage | null): CapturedPage {
  const page = pageOf(video);
  if (page) return page;
  const { id } = video as { id?: unknown };
  if (typeof id !== 'string') {
    throw new TypeError('video must be a WebFrameMain with a page, or a source of desktopCapturer.getSources()');
  }
  const window = windowSources.pageOf(id);
  if (window) return window;
  const [, source] = SOURCE.exec(id) ?? [];
  throw new TypeError(
    `The source ${id} cannot be captured: stock Chromium gives ${source ? 'windows' : 'screens'} to no page without its own picker. Use a WebFrameMain.`,
  );
}

function audioPage(audio: unknown, pageOf: (frame: unknown) => CapturedPage | null): CapturedPage {
  const page = pageOf(audio);
  if (page) return page;
  if (audio === 'loopback' || audio === 'loopbackWithMute') {
    throw new TypeError(
      `${audio} is not there on Linux: Chromium captures the audio of pages only. Use a WebFrameMain.`,
    );
  }
  throw new TypeError('audio must be a WebFrameMain, "loopback" or "loopbackWithMute"');
}
