/**
 * Devices that come while documents watch: the app's handler is asked for each document, before any script of it asks again.
 * Chromium has looked at its policies by then, so that the document is told of what it could not hear.
 */
import type { DeviceNews } from '../../common/device-messages';
import type { DocumentChannel } from '../document-channel/document-channel';
import type { AnyDevice, DeviceKind, KindName, Requester } from './device-kind';
import type { DeviceChange, DeviceService } from './device-service';
import type { GrantedDevices } from './granted-devices';

interface Watcher {
  kind: DeviceKind;
  requester: Requester;
}

/** Whether the app grants a device to a document without a request. */
export type Permit = (kind: DeviceKind, requester: Requester, device: AnyDevice) => boolean;

export class DeviceArrivals {
  readonly #grants: GrantedDevices;
  readonly #permit: Permit;
  readonly #watchers = new Map<DocumentChannel, Map<KindName, Watcher>>();

  constructor(service: DeviceService, grants: GrantedDevices, permit: Permit) {
    this.#grants = grants;
    this.#permit = permit;
    service.onChange((change) => this.#onChange(change));
  }

  /** From now on until the document is gone. */
  watch(kind: DeviceKind, document: DocumentChannel, requester: Requester): void {
    if (document.gone) return;
    let watchers = this.#watchers.get(document);
    if (!watchers) {
      this.#watchers.set(document, (watchers = new Map<KindName, Watcher>()));
      document.onGone(() => this.#watchers.delete(document));
    }
    watchers.set(kind.name, { kind, requester });
  }

  #onChange({ kind, type, connected }: DeviceChange): void {
    if (type !== 'added') return;
    for (const [document, watchers] of this.#watchers) {
      const watcher = watchers.get(kind);
      if (!watcher) continue;
      this.#onArrival(document, watcher, connected.device).catch((error: unknown) => {
        if (!document.gone) throw error;
      });
    }
  }

  async #onArrival(document: DocumentChannel, { kind, requester }: Watcher, device: AnyDevice): Promise<void> {
    const identity = kind.identityOf(device);
    if (!identity || isDisposed(requester) || !this.#permit(kind, requester, device)) return;
    const tell = (type: DeviceNews['type']): Promise<void> =>
      document.tell('devices', { type, kind: kind.name, device: identity } satisfies DeviceNews);
    await tell('arriving');
    try {
      await this.#grants.grant(kind, requester.origin, device);
    } finally {
      await tell('arrived');
    }
  }
}

/** A frame ends a moment before its document is told to be gone. */
function isDisposed({ frame, webContents }: Requester): boolean {
  if (webContents.isDestroyed()) return true;
  try {
    return frame.url === undefined;
  } catch {
    return true;
  }
}
