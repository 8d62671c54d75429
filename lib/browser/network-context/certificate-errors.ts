/**
 * certificate-error: the app decides about bad certificates of pages, their frames, workers and WebSockets. Asked from the first
 * listener on; until then, and for requests of no page, a bad certificate fails the request.
 */
import type Protocol from 'devtools-protocol';
import { emitToApp } from '../app-calls';
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { createEvent } from '../event';
import { whenHeard, type ObservedEmitter } from '../observed-emitter';
import { DocumentFailures } from '../request-pipeline/document-failures';
import { FrameRegistry } from '../request-pipeline/frame-registry';
import type { Target } from '../targets/target';

const EVENT = 'certificate-error';

/** The certificate of the server of a URL; null if it cannot be had. */
export type ReadCertificate = (url: URL) => Promise<Electron.Certificate | null>;

export class CertificateErrors {
  readonly #context: BrowserContext;
  #app: ObservedEmitter | null = null;
  #readCertificate: ReadCertificate = () => Promise.resolve(null);
  #enabled = false;

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.onBrowser((browser) => {
      if (this.#enabled) this.#override(browser);
    });
  }

  /** Those of a session. */
  static readonly of = perContext((context) => new CertificateErrors(context));

  setReader(readCertificate: ReadCertificate): void {
    this.#readCertificate = readCertificate;
  }

  /** The app, whose event is emitted besides that of the page. */
  listenTo(app: ObservedEmitter): void {
    this.#app = app;
    this.enableWith(app);
  }

  /** From the emitter's first listener on the app is asked. */
  enableWith(emitter: ObservedEmitter): void {
    whenHeard(emitter, EVENT, () => this.#enable());
  }

  #enable(): void {
    if (this.#enabled) return;
    this.#enabled = true;
    const { current } = this.#context;
    if (current) this.#override(current);
  }

  #override(browser: Browser): void {
    browser.targets.addSetup((target) => {
      // Their Security domain sees what their workers request, too.
      if (!target.hasDocuments) return;
      const { session } = target;
      /** Whether the main frame is about to show another document. */
      let navigating = false;
      session.on('Page.frameStartedNavigating', ({ frameId }) => (navigating ||= frameId === target.id));
      session.on('Page.frameNavigated', ({ frame }) => (navigating &&= frame.id !== target.id));
      session.on('Security.certificateError', (event) => void this.#ask(browser, target, event, navigating));
      session.post('Security.enable');
      session.post('Security.setOverrideCertificateErrors', { override: true });
    });
  }

  async #ask(
    browser: Browser,
    { id, session }: Target,
    { eventId, errorType, requestURL }: Protocol.Security.CertificateErrorEvent,
    navigating: boolean,
  ): Promise<void> {
    const code = errorType.replace(/^net::/, '');
    const page = FrameRegistry.of(browser).find(id);
    const certificate = page && (await this.#readCertificate(new URL(requestURL)));
    let answered = false;
    const answer = (isTrusted: boolean): void => {
      if (answered) return;
      answered = true;
      // Chromium ends a navigation that is cancelled here without the reason.
      if (!isTrusted && navigating) DocumentFailures.of(browser).set(id, code);
      session.post('Security.handleCertificateError', { eventId, action: isTrusted ? 'continue' : 'cancel' });
    };
    if (!page || !certificate) {
      answer(false);
      return;
    }
    const { webContents, frame } = page;
    const event = createEvent({ sender: webContents });
    const isMainFrame = navigating && frame.parent === null;
    const decide = (isTrusted: unknown): void => answer(isTrusted === true);
    const args = [this.#context.schemes.toApp(requestURL), `net::${code}`, certificate, decide, isMainFrame] as const;
    const emitted = [
      emitToApp(webContents, EVENT, event, ...args),
      this.#app && emitToApp(this.#app, EVENT, event, webContents, ...args),
    ];
    if (!event.defaultPrevented || emitted.includes('threw')) answer(false);
  }
}
