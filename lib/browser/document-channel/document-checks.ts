/** What Chromium itself says of a document. Pages can change what their scripts say, and nothing here. */
import type { DocumentContext } from './document-context';

export class DocumentChecks {
  readonly #context: DocumentContext;
  #world: Promise<number> | null = null;
  #allowed: Promise<Set<string>> | null = null;

  constructor(context: DocumentContext) {
    this.#context = context;
  }

  /** Whether the document's permissions policy allows a feature, such as "usb". False if the document is gone. */
  async isAllowed(feature: string): Promise<boolean> {
    const { session, frameId } = this.#context;
    this.#allowed ??= session
      .send('Page.getPermissionsPolicyState', { frameId })
      .then(({ states }) => new Set<string>(states.flatMap(({ feature: name, allowed }) => (allowed ? [name] : []))))
      .catch(() => new Set<string>());
    return (await this.#allowed).has(feature);
  }

  /**
   * Whether there was a gesture of the user, at most five seconds ago. Asked in an isolated world, which costs the page a
   * listener of Chromium's (docs/limits.md): call it only where a gesture is needed. False if the document is gone.
   */
  async isActive(): Promise<boolean> {
    try {
      const contextId = await (this.#world ??= this.#makeWorld());
      const { result } = await this.#context.session.send('Runtime.evaluate', {
        expression: 'navigator.userActivation.isActive',
        contextId,
        returnByValue: true,
        silent: true,
      });
      return result.value === true;
    } catch {
      return false;
    }
  }

  async #makeWorld(): Promise<number> {
    const { session, frameId } = this.#context;
    const worldName = 'Valence Document Checks';
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId, worldName });
    return executionContextId;
  }
}
