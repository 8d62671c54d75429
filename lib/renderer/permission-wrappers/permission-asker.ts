/** Asks the app about permissions, on the channel of the document. */
import type { PermissionQuestion, PermissionVerdict, QueriedPermission } from '../../common/permission-messages';
import type { Asker } from '../page-wrappers/asker';
import { callMethod, replaceMethod } from '../page-wrappers/method';
import { SafePromise } from '../page-wrappers/natives';

type Request = Omit<Extract<PermissionQuestion, { type: 'request' }>, 'type'>;

/** Installs the wrappers of one Web API. Each file of this folder has one; index.ts lists them. */
export type PermissionWrapper = (asker: PermissionAsker) => void;

export interface GuardOptions {
  /** What the call is for; null: Chromium refuses it, or needs no answer. Must not throw. */
  request: (self: unknown, args: unknown[]) => Request | null;
  /** What the call rejects with where Chromium would not refuse by itself. */
  refusal: () => unknown;
}

export interface HeldBackOptions {
  permission: Request['permission'];
  /** Called before Chromium's own method is. */
  granted?: () => void;
  /** What the call rejects with if it is refused. */
  refusal: (self: unknown) => Error;
}

export class PermissionAsker {
  readonly #asker: Asker;

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  async request(request: Request): Promise<PermissionVerdict> {
    return ((await this.#ask({ type: 'request', ...request })) as PermissionVerdict | null) ?? 'refused';
  }

  /** Null: the app is not asked about it. */
  async check(queried: QueriedPermission): Promise<'granted' | 'denied' | null> {
    return (await this.#ask({ type: 'check', queried })) as 'granted' | 'denied' | null;
  }

  /** A method that returns a promise: the app is asked first, then Chromium acts by its answer. */
  guard(owner: object | undefined, name: string, { request, refusal }: GuardOptions): void {
    if (!owner) return;
    replaceMethod(owner, name, (native) => async (self, args) => {
      const asked = request(self, args);
      if (asked && (await this.request(asked)) === 'refused') throw refusal();
      return callMethod(native, self, args);
    });
  }

  /** For what Chromium does not enforce: calls back with whether it is granted. No script of the page can change the answer. */
  decide(request: Request, decide: (granted: boolean) => void): void {
    this.#asker.askSafely('permissions', { type: 'request', ...request }, (verdict) => decide(verdict === 'granted'));
  }

  /** The same for a method that returns a promise. It asks whatever the call looks like: a page may change what the look goes by. */
  holdBack(
    owner: object | undefined,
    name: string,
    { permission, granted: onGranted, refusal }: HeldBackOptions,
  ): void {
    if (!owner) return;
    replaceMethod(owner, name, (native) => (self, args) => {
      return new SafePromise((resolve, reject) => {
        this.decide({ permission }, (granted) => {
          if (granted) {
            onGranted?.();
            resolve(callMethod(native, self, args));
          } else reject(refusal(self));
        });
      });
    });
  }

  #ask(question: PermissionQuestion): Promise<unknown> {
    return this.#asker.ask('permissions', question);
  }
}

/** Whether the document's permissions policy allows a feature; where it does not, Chromium refuses before the app is asked. */
export function allows(feature: string): boolean {
  const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
  return featurePolicy?.allowsFeature(feature) ?? true;
}

export const notAllowed = (message: string): DOMException => new DOMException(message, 'NotAllowedError');
