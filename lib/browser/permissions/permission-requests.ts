/** Answers what pages of one session ask about permissions: the app's handlers are called, Chromium acts by what they say. */
import type { UnreadQuestion } from '../../common/channel-messages';
import {
  parsePermissionQuestion,
  type PermissionQuestion,
  type PermissionVerdict,
  type QueriedPermission,
  type WrappedPermission,
} from '../../common/permission-messages';
import type { BrowserContext } from '../browser-context/browser-context';
import { PageWrappers } from '../document-channel/page-wrappers';
import type { Question, Requester, TopicHandler } from '../document-channel/question';
import type { PermissionManager, RequestedPermission } from '../permission-manager/permission-manager';
import type { PermissionRecord } from '../permission-manager/permission-record';
import { PermissionSettings } from '../permission-manager/permission-settings';
import { fileSystemPolicies } from './file-system';
import { PermissionStates } from './permission-states';
import { checkOf, PERMISSIONS } from './permission-table';

type Request = Extract<PermissionQuestion, { type: 'request' }>;

/** An answer that has taken longer gives the document its gesture back. */
const GESTURE_MS = 2000;

export class PermissionRequests implements TopicHandler<PermissionQuestion> {
  readonly flood = { code: 'VALENCE_PERMISSION_FLOOD', requests: 'requests for permissions' };
  readonly #context: BrowserContext;
  readonly #manager: PermissionManager;
  readonly #states: PermissionStates;
  /** Origins whose pages have looked at the state of notifications. */
  readonly #watched = new Set<string>();

  constructor(context: BrowserContext, manager: PermissionManager) {
    this.#context = context;
    this.#manager = manager;
    this.#states = new PermissionStates(manager, PermissionSettings.of(context));
    context.contribute({ policies: fileSystemPolicies });
    PageWrappers.of(context).onNavigation((url) => this.#onNavigation(url));
    manager.onHandlers(() => {
      for (const origin of this.#watched) void this.#checkNotifications(origin);
    });
  }

  parse(message: UnreadQuestion): PermissionQuestion | null {
    return parsePermissionQuestion(message);
  }

  answer(question: Question<PermissionQuestion>): Promise<PermissionVerdict | 'granted' | 'denied' | null> {
    const { message, requester } = question;
    return message.type === 'check' ? this.#check(message.queried, requester) : this.#request(question, message);
  }

  get record(): PermissionRecord {
    return this.#manager.record;
  }

  /** Takes the last answer back: the origin has to ask again. Resolves when Chromium acts by it. */
  async revoke(permission: string, origin: string): Promise<void> {
    this.#manager.record.forget(permission, origin);
    if (!Object.hasOwn(PERMISSIONS, permission)) return;
    const entry = PERMISSIONS[permission as WrappedPermission];
    const request = { type: 'request', permission: permission as WrappedPermission, audio: true, video: true } as const;
    await this.#states.setRequested(entry.descriptors(request), { origin: this.#toChromium(origin) }, null);
  }

  async #request(question: Question<PermissionQuestion>, request: Request): Promise<PermissionVerdict> {
    const { requester, document, signal } = question;
    if (!this.#manager.hasRequestHandler) return 'granted';
    const { permission } = request;
    const entry = PERMISSIONS[permission];
    const descriptors = entry.descriptors(request);
    const isForeign = requester.origin !== requester.topOrigin;
    if (entry.foreignOnly && !isForeign) return 'granted'; // Chromium asks nobody
    const [isActive, ...allowed] = await Promise.all([
      entry.gesture ? document.checks.isActive() : true,
      ...entry.features(request).map((feature) => document.checks.isAllowed(feature)),
    ]);
    const isRefused = allowed.includes(false) || (entry.gesture === 'needed' && !isActive && !request.done);
    if (isRefused) return entry.heldBack ? 'refused' : 'denied'; // as Chromium does by itself
    const { webContents } = requester;
    const asked = performance.now();
    const outcome = await question.askApp(() =>
      this.#manager.request({
        webContents,
        permission: permission as RequestedPermission,
        origin: requester.topOrigin,
        details: detailsOf(request, requester),
        signal,
      }),
    );
    if (outcome === null || outcome === 'canceled') return 'refused';
    // Chromium forgets a gesture after five seconds.
    if (entry.gesture && isActive && performance.now() - asked > GESTURE_MS) question.restoreGesture();
    const origin = this.#toChromium(requester.topOrigin);
    const place = entry.ofFrame ? { origin, embeddedOrigin: this.#toChromium(requester.origin) } : { origin };
    // A frame of another origin must not end what the page was granted.
    if (outcome === 'denied' && isForeign && descriptors.some((each) => this.#states.isGranted(each, place))) {
      return 'refused';
    }
    await this.#states.setRequested(descriptors, place, outcome === 'granted');
    if (permission === 'notifications') await this.#watchNotifications(requester.topOrigin);
    return entry.heldBack && outcome === 'denied' ? 'refused' : outcome;
  }

  /** Null: the app is not asked about it. */
  async #check(queried: QueriedPermission, requester: Requester): Promise<'granted' | 'denied' | null> {
    const check = checkOf(queried);
    if (!check) return null;
    const { permission, mediaType } = check;
    if (permission === 'notifications') {
      await this.#watchNotifications(requester.topOrigin);
      return null; // Chromium knows
    }
    const { origin, topOrigin, url, isMainFrame, webContents } = requester;
    const isForeign = origin !== topOrigin;
    const granted = this.#manager.check(isForeign ? null : webContents, permission, urlOf(origin), {
      isMainFrame,
      requestingUrl: url,
      ...(isForeign ? { embeddingOrigin: urlOf(topOrigin) } : {}),
      ...(mediaType ? { mediaType, securityOrigin: urlOf(origin) } : {}),
    });
    return granted ? 'granted' : 'denied';
  }

  /** Scripts read the state of notifications without a wait: it has to be there before them. */
  #onNavigation(url: string): void {
    if (!this.#manager.hasCheckHandler || !URL.canParse(url)) return;
    const { protocol, host, origin } = new URL(url);
    void this.#checkNotifications(origin === 'null' && host !== '' ? `${protocol}//${host}` : origin);
  }

  async #watchNotifications(origin: string): Promise<void> {
    this.#watched.add(origin);
    await this.#checkNotifications(origin);
  }

  async #checkNotifications(origin: string): Promise<void> {
    if (!this.#manager.hasCheckHandler || origin === 'null') return;
    const granted = this.#manager.check(null, 'notifications', urlOf(origin), { isMainFrame: false });
    await this.#states.setChecked(this.#toChromium(origin), granted);
  }

  #toChromium(origin: string): string {
    return this.#context.schemes.originToChromium(origin);
  }
}

/** Electron gives origins as URLs: "https://example.com/". */
const urlOf = (origin: string): string => (origin === 'null' ? '' : `${origin}/`);

function detailsOf(
  { permission, audio, video }: Request,
  { url, isMainFrame, origin }: Requester,
): Electron.PermissionRequestHandlerHandlerDetails {
  const details = { requestingUrl: url, isMainFrame };
  if (permission !== 'media') return details;
  const mediaTypes = [...(audio ? ['audio' as const] : []), ...(video ? ['video' as const] : [])];
  return { ...details, securityOrigin: urlOf(origin), mediaTypes };
}
