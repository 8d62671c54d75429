/**
 * Devices that come while documents watch: the app's handler is asked for each document, before any script of it asks again.
 * Chromium has looked at its policies by then, so that the document is told of what it could not hear.
 */
import type { AnyDevice, DeviceKind, KindName, Requester } from './device-kind';
import type { DeviceDocument } from './device-document';
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
  readonly #watchers = new Map<DeviceDocument, Map<KindName, Watcher>>();

  constructor(service: DeviceService, grants: GrantedDevices, permit: Permit) {
    this.#grants = grants;
    this.#permit = permit;
    service.onChange((change) => this.#onChange(change));
  }

  /** From now on until the document is gone. */
  watch(kind: DeviceKind, document: DeviceDocument, requester: Requester): void {
    if (document.gone) return;
    const watchers = this.#watchers.get(document) ?? new Map<KindName, Watcher>();
    this.#watchers.set(document, watchers.set(kind.name, { kind, requester }));
  }

  forget(document: DeviceDocument): void {
    this.#watchers.delete(document);
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

  async #onArrival(document: DeviceDocument, { kind, requester }: Watcher, device: AnyDevice): Promise<void> {
    const identity = kind.identityOf(device);
    if (!identity || isDisposed(requester) || !this.#permit(kind, requester, device)) return;
    await document.tell({ news: 'arriving', kind: kind.name, device: identity });
    try {
      await this.#grants.grant(kind, requester.origin, device);
    } finally {
      await document.tell({ news: 'arrived', kind: kind.name, device: identity });
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
