/** What is paused on the sessions of pages and their frames, beside what is paused for the whole browser. */
import type Protocol from 'devtools-protocol';
import type { Target } from '../targets/target';
import type { TargetManager } from '../targets/target-manager';

const STAGES: Protocol.Fetch.RequestStage[] = ['Request', 'Response'];

export class PagePatterns {
  readonly #targets: TargetManager;
  #patterns: Protocol.Fetch.RequestPattern[] = [];
  /** Of one page alone. */
  readonly #own = new WeakMap<Target, Protocol.Fetch.RequestPattern[]>();

  constructor(targets: TargetManager) {
    this.#targets = targets;
    targets.addSetup((target) => this.#applyTo(target, false));
  }

  /** Replaces them, in the pages that are open and in those to come. */
  set(urlPatterns: readonly string[]): void {
    const none = this.#patterns.length === 0 && urlPatterns.length === 0;
    this.#patterns = urlPatterns.map((urlPattern) => ({ urlPattern }));
    if (!none) for (const target of this.#targets.all()) this.#applyTo(target, true);
  }

  /** Further ones of one page, in both stages. */
  setFor(target: Target, urlPatterns: readonly string[]): void {
    const patterns = urlPatterns.flatMap((urlPattern) => STAGES.map((requestStage) => ({ urlPattern, requestStage })));
    this.#own.set(target, patterns);
    this.#applyTo(target, true);
  }

  /** Again, where something else has switched interception off for the pages. */
  apply(): void {
    for (const target of this.#targets.all()) this.#applyTo(target, false);
  }

  #applyTo(target: Target, isOn: boolean): void {
    if (!target.hasDocuments) return;
    const patterns = [...this.#patterns, ...(this.#own.get(target) ?? [])];
    if (patterns.length > 0) target.session.post('Fetch.enable', { patterns });
    else if (isOn) target.session.post('Fetch.disable');
  }
}
