/**
 * Changes of a session's policies while its Chromium runs. Parts of the session contribute policies (context.contribute) and
 * say here when what they contribute has changed.
 */
import type { BrowserContext } from '../browser-context/browser-context';
import { perContext } from '../browser-context/per-context';
import type { Browser } from '../browser-process/browser';
import { perBrowser } from '../browser-process/per-browser';
import { writePolicies } from '../policies/managed-policies';
import { PolicyPage } from './policy-page';

export class LivePolicies {
  readonly #context: BrowserContext;
  readonly #page = perBrowser((browser) => new PolicyPage(browser));
  /** What is being applied, and what is to be applied next; changes made meanwhile go together. */
  #applying: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  private constructor(context: BrowserContext) {
    this.#context = context;
  }

  /** Those of a session. */
  static readonly of = perContext((context) => new LivePolicies(context));

  /**
   * Opens what the first change would have to wait for: Chromium reads policies again only once a page has been idle for a
   * moment, three seconds after its start at the earliest. Does nothing without a browser. Never rejects.
   */
  prepare(): void {
    const { current } = this.#context;
    // Whoever changes something is told of what fails.
    if (current)
      this.#page(current)
        .reload()
        .catch(() => undefined);
  }

  /** Resolves when Chromium acts by what is contributed now; without a browser at once. Rejects if Chromium ends before. */
  changed(): Promise<void> {
    return (this.#next ??= this.#applyNext());
  }

  async #applyNext(): Promise<void> {
    await this.#applying.catch(() => undefined); // whoever asked for it was told
    this.#next = null;
    const { current } = this.#context;
    this.#applying = current ? this.#apply(current) : Promise.resolve();
    await this.#applying;
  }

  async #apply(browser: Browser): Promise<void> {
    await browser.ready; // its directory of policies is there
    writePolicies(browser.userDataDir, this.#context.policies(browser.userDataDir));
    await this.#page(browser).reload();
  }
}
