/** What is paused on the sessions of pages and their frames, beside what is paused for the whole browser. */
import type { Target } from '../targets/target';
import type { TargetManager } from '../targets/target-manager';

const PAGES = new Set(['page', 'iframe']);

export class PagePatterns {
  readonly #targets: TargetManager;
  #patterns: { urlPattern: string }[] = [];

  constructor(targets: TargetManager) {
    this.#targets = targets;
    targets.addSetup((target) => {
      if (this.#patterns.length > 0) this.#applyTo(target);
    });
  }

  /** Replaces them, in the pages that are open and in those to come. */
  set(urlPatterns: readonly string[]): void {
    const none = this.#patterns.length === 0 && urlPatterns.length === 0;
    this.#patterns = urlPatterns.map((urlPattern) => ({ urlPattern }));
    if (!none) for (const target of this.#targets.all()) this.#applyTo(target);
  }

  /** Again, where something else has switched interception off for the pages. */
  apply(): void {
    if (this.#patterns.length > 0) this.set(this.#patterns.map(({ urlPattern }) => urlPattern));
  }

  #applyTo({ type, session }: Target): void {
    if (!PAGES.has(type)) return;
    if (this.#patterns.length === 0) session.post('Fetch.disable');
    else session.post('Fetch.enable', { patterns: this.#patterns });
  }
}
