/** getDisplayMedia() of the pages of one session: the app chooses what is captured, and nothing else ever is. */
import type { UnreadQuestion } from '../../common/channel-messages';
import {
  parseDisplayMediaQuestion,
  type DisplayMediaAnswer,
  type DisplayMediaQuestion,
} from '../../common/display-media-messages';
import { callApp, whenRejected } from '../app-calls';
import type { Browser } from '../browser-process/browser';
import type { Question, Requester, TopicHandler } from '../document-channel/question';
import type { PermissionManager } from '../permission-manager/permission-manager';
import { chosenStreams, type ChosenStreams } from './chosen-streams';
import { TabCapture } from './tab-capture';

export type DisplayMediaHandler = NonNullable<Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0]>;

/** The page of a frame, while it has one. */
export interface CapturedPage {
  browser: Browser;
  targetId: string;
}

const NOT_SUPPORTED: DisplayMediaAnswer = { name: 'NotSupportedError', message: 'Not supported' };
const NO_GESTURE: DisplayMediaAnswer = {
  name: 'InvalidStateError',
  message: 'getDisplayMedia() requires transient activation (user gesture).',
};
/** Of sandboxed frames, and data: pages. */
const NO_ORIGIN: DisplayMediaAnswer = { name: 'SecurityError', message: 'Invalid security origin' };
const DENIED: DisplayMediaAnswer = { name: 'NotAllowedError', message: 'Permission denied' };
const NOTHING_CHOSEN: DisplayMediaAnswer = { name: 'AbortError', message: 'Invalid capture constraints' };
const FAILED: DisplayMediaAnswer = { name: 'NotReadableError', message: 'Could not start video source' };

export class DisplayMediaRequests implements TopicHandler<DisplayMediaQuestion> {
  readonly flood = { code: 'VALENCE_PERMISSION_FLOOD', requests: 'requests for display media' };
  readonly #manager: PermissionManager;
  readonly #pageOf: (frame: unknown) => CapturedPage | null;
  #handler: DisplayMediaHandler | null = null;

  constructor(manager: PermissionManager, pageOf: (frame: unknown) => CapturedPage | null) {
    this.#manager = manager;
    this.#pageOf = pageOf;
  }

  /** Null: pages capture nothing. */
  setHandler(handler: DisplayMediaHandler | null): void {
    this.#handler = handler;
  }

  parse(message: UnreadQuestion): DisplayMediaQuestion | null {
    return parseDisplayMediaQuestion(message);
  }

  async answer(question: Question<DisplayMediaQuestion>): Promise<DisplayMediaAnswer> {
    const { document, message, requester, signal } = question;
    const [isActive, isAllowed] = await Promise.all([
      document.checks.isActive(),
      document.checks.isAllowed('display-capture'),
    ]);
    if (!isActive) return NO_GESTURE;
    if (!isAllowed) return DENIED;
    if (requester.origin === 'null') return NO_ORIGIN;
    if (!this.#handler) return NOT_SUPPORTED;
    const { webContents, topOrigin: origin, url: requestingUrl, isMainFrame } = requester;
    const answer = await question.askApp(async () => {
      const details = { requestingUrl, isMainFrame };
      const outcome = await this.#manager.request({
        webContents,
        permission: 'display-capture',
        origin,
        details,
        signal,
      });
      if (outcome !== 'granted') return DENIED;
      const streams = await this.#choose(message, requester, signal);
      return streams ? this.#idsOf(streams, requester) : NOTHING_CHOSEN;
    });
    return answer ?? DENIED;
  }

  /** Null: the app chose nothing. The first answer counts. */
  #choose(message: DisplayMediaQuestion, requester: Requester, signal: AbortSignal): Promise<ChosenStreams | null> {
    const handler = this.#handler;
    if (!handler || signal.aborted) return Promise.resolve(null);
    const { frame, origin } = requester;
    const request = {
      frame,
      securityOrigin: origin === 'null' ? '' : `${origin}/`,
      videoRequested: message.video,
      audioRequested: message.audio,
      userGesture: true,
    };
    return new Promise((resolve) => {
      const refuse = (): void => resolve(null);
      signal.addEventListener('abort', refuse, { once: true });
      const callback = (streams: unknown): void => {
        try {
          resolve(chosenStreams(streams, message, this.#pageOf));
        } catch (error) {
          refuse();
          throw error;
        }
      };
      whenRejected(callApp(handler, [request, callback], refuse), refuse);
    });
  }

  async #idsOf({ video, audio, localEcho }: ChosenStreams, requester: Requester): Promise<DisplayMediaAnswer> {
    const consumer = this.#pageOf(requester.frame);
    const pages = [video, audio].filter((page) => page !== null);
    try {
      if (!consumer || pages.some(({ browser }) => browser !== consumer.browser)) {
        throw new Error('it belongs to another session');
      }
      if (requester.origin !== requester.topOrigin) {
        throw new Error('the request comes from a frame of another origin than its page');
      }
      const targets = [...new Set(pages.map(({ targetId }) => targetId))];
      const ids = await TabCapture.of(consumer.browser).idsOf(targets, consumer.targetId);
      const idOf = (page: CapturedPage | null): string | null => page && ids[targets.indexOf(page.targetId)]!;
      return { video: idOf(video), audio: idOf(audio), localEcho };
    } catch (error) {
      if (!consumer?.browser.alive) return FAILED;
      const reason = error instanceof Error ? error.message : String(error);
      process.emitWarning(`A page may capture another one, but Chromium cannot: ${reason}`, {
        code: 'VALENCE_NO_CAPTURE',
      });
      return FAILED;
    }
  }
}
