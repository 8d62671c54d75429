/** What the parts of a session add to the start of its browsers. */
import { addSwitches, type Switches, type SwitchMap } from '../browser-process/switches';
import { mergePolicies, type Policies } from '../policies/policies';

/**
 * One part's share. Its members are called anew for every start, so that a browser that replaces another one begins with
 * what holds by then:
 *
 *     context.contribute({ switches: () => ({ 'ssl-version-min': this.#minimum }) });
 *     context.contribute({ policies: () => ({ SpellcheckEnabled: this.#enabled }) });
 *
 * In-memory sessions get a browser from the reserve only if it was started with the same switches and policies.
 */
export interface LaunchContribution {
  /**
   * Switches by name, without dashes; null: no value, undefined: no such switch. Values may name the directory of the
   * browser. Lists, such as disable-features, are joined with those of others (LIST_SWITCHES in switches.ts).
   */
  switches?(userDataDir: string): Switches;
  /**
   * Mandatory policies by name, in force before the first page. Values may name the directory of the browser. Lists are
   * joined with those of others.
   */
  policies?(userDataDir: string): Policies;
  /** Works on the directory while no browser uses it. In-memory sessions then get no browser from the reserve. */
  beforeStart?(userDataDir: string): void;
}

export class LaunchContributions {
  readonly #contributions: LaunchContribution[] = [];

  add(contribution: LaunchContribution): void {
    this.#contributions.push(contribution);
  }

  /** Throws Error if two parts want different values of one switch. */
  switches(userDataDir: string): SwitchMap {
    const switches = new Map<string, string | null>();
    for (const contribution of this.#contributions) {
      addSwitches(switches, Object.entries(contribution.switches?.(userDataDir) ?? {}));
    }
    return switches;
  }

  /** Throws Error if two parts want different values of one policy. */
  policies(userDataDir: string): Policies {
    return mergePolicies(this.#contributions.map((contribution) => contribution.policies?.(userDataDir) ?? {}));
  }

  /** Whether a start begins with work on the directory. */
  get hasSteps(): boolean {
    return this.#contributions.some((contribution) => contribution.beforeStart !== undefined);
  }

  runSteps(userDataDir: string): void {
    for (const contribution of this.#contributions) contribution.beforeStart?.(userDataDir);
  }
}
