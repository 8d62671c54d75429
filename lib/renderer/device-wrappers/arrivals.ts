/**
 * Events of devices that the app has granted a moment after Chromium looked: it tells a page of a device as it comes, if the
 * page may have it by then, and never later. What Chromium has told is not told again, and the other way around.
 */
import type { DeviceIdentity, DeviceNews } from '../../common/device-messages';
import type { WrappedKind } from './kinds';
import { callMethod } from '../page-wrappers/method';
import { nativeListen } from './listening';

type List = (owner: unknown) => Promise<object[]>;

export class Arrivals {
  readonly #kind: WrappedKind;
  readonly #list: List;
  /** Those whose event the page has had. */
  readonly #announced = new WeakSet<object>();
  /** Those that were there when the page asked. */
  readonly #present = new WeakSet<object>();
  #owner: EventTarget | null = null;
  /** Devices that the app is granting. */
  #arriving = 0;

  /** `list`: Chromium's own. */
  constructor(kind: WrappedKind, list: List) {
    this.#kind = kind;
    this.#list = list;
  }

  /** Starts to listen, before the page does. Ignores what is not the API's object, for which Chromium throws. */
  attach(owner: unknown): void {
    if (this.#owner || !(owner instanceof EventTarget)) return;
    this.#owner = owner;
    const listener = (event: Event): void => this.#onConnect(event);
    callMethod(nativeListen, owner, ['connect', listener, { capture: true }]);
  }

  /**
   * Chromium has shown `devices` after the app's answer. Of more than that the app does not know yet: it will tell of them, as
   * of those that are on their way.
   */
  sees(devices: readonly object[], answer: readonly DeviceIdentity[]): void {
    if (this.#arriving > 0) return;
    const left = new Set(devices.filter((device) => this.#isNew(device)));
    const known = devices.filter((device) => !left.has(device));
    for (const identity of answer) {
      const index = known.findIndex((device) => this.#kind.is(device, identity));
      if (index >= 0) known.splice(index, 1);
      else {
        const found = [...left].find((device) => this.#kind.is(device, identity));
        if (!found) continue;
        left.delete(found);
        this.#present.add(found);
      }
    }
  }

  async onNews({ type, device: identity }: DeviceNews): Promise<void> {
    if (type === 'arriving') {
      this.#arriving++;
      return;
    }
    // What Chromium tells of comes before a list that has it: no event by now is none at all.
    const devices = this.#owner ? await this.#list(this.#owner).catch(() => []) : [];
    this.#arriving--;
    const arrived = devices.findLast((device) => this.#isNew(device) && this.#kind.is(device, identity));
    if (!arrived || !this.#owner) return;
    this.#announced.add(arrived);
    this.#kind.announce(this.#owner, arrived);
  }

  #isNew(device: object): boolean {
    return !this.#present.has(device) && !this.#announced.has(device);
  }

  #onConnect(event: Event): void {
    if (!event.isTrusted) return;
    const device = this.#kind.connected(event);
    // Serial ports: list and events take two ways, and the list may be faster.
    if (this.#announced.has(device)) event.stopImmediatePropagation();
    else this.#announced.add(device);
  }
}
