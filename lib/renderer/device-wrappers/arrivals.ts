/**
 * Events of devices that the app has granted a moment after Chromium looked: it tells a page of a device as it comes, if the
 * page may have it by then, and never later. What Chromium has told is not told again, and the other way around.
 */
import type { DeviceNews } from '../../common/device-messages';
import type { WrappedKind } from './kinds';
import { nativeListen } from './method';

type List = (owner: unknown) => Promise<object[]>;

export class Arrivals {
  readonly #kind: WrappedKind;
  readonly #list: List;
  /** Those whose event the page has had. */
  readonly #announced = new WeakSet<object>();
  /** Those that were there while none was on its way. */
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
    nativeListen.call(owner, 'connect', listener, { capture: true });
  }

  /** Chromium's list has shown these. */
  sees(devices: readonly object[]): void {
    if (this.#arriving === 0) for (const device of devices) this.#present.add(device);
  }

  async onNews({ news, device: identity }: DeviceNews): Promise<void> {
    if (news === 'arriving') {
      this.#arriving++;
      return;
    }
    // What Chromium tells of comes before a list that has it: no event by now is none at all.
    const devices = this.#owner ? await this.#list(this.#owner).catch(() => []) : [];
    this.#arriving--;
    const isNew = (device: object): boolean => !this.#present.has(device) && !this.#announced.has(device);
    const arrived = devices.findLast((device) => isNew(device) && this.#kind.is(device, identity));
    this.sees(devices);
    if (!arrived || !this.#owner) return;
    this.#announced.add(arrived);
    this.#kind.announce(this.#owner, arrived);
  }

  #onConnect(event: Event): void {
    if (!event.isTrusted) return;
    const device = this.#kind.connected(event);
    // Serial ports: list and events take two ways, and the list may be faster.
    if (this.#announced.has(device)) event.stopImmediatePropagation();
    else this.#announced.add(device);
  }
}
