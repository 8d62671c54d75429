/** Devices of a Session: its events and handlers, and the pages that ask (docs/api/session.md, select-hid-device …). */
import type { Emitted } from '../app-calls';
import { DeviceAccess, type DevicePermissionHandler, type PermissionCheckHandler } from '../devices/device-access';
import { GrantedDevices } from '../devices/granted-devices';
import { DeviceWrappers, type DeviceDocument, type DocumentScript } from '../devices/device-document';
import type { UsbProtectedClassesHandler } from '../devices/usb-protected-classes';
import type { PolicyGrants } from '../devices/policy-grants';
import type { DeviceService } from '../devices/device-service';
import type { Page } from '../web-contents/page';
import { DeviceGrants } from './device-grants';
import { createEvent } from './event';
import type { WebContents } from './web-contents';

export interface DevicesOptions {
  /** Of the session. */
  emit: (event: string, ...args: unknown[]) => Emitted;
  service: DeviceService;
  grants: PolicyGrants;
  storagePath: string | null;
}

export class Devices {
  readonly #access: DeviceAccess;
  readonly #wrappers = new DeviceWrappers();
  /** What Chromium has been told. */
  readonly grants: PolicyGrants;
  /** What the app is told of grants. */
  readonly listed: DeviceGrants;

  constructor({ emit, service, grants, storagePath }: DevicesOptions) {
    const sink = {
      emit: (name: string, args: unknown[]): boolean => {
        const event = createEvent();
        return emit(name, event, ...args) === 'heard' && event.defaultPrevented;
      },
    };
    this.grants = grants;
    const granted = new GrantedDevices(grants);
    this.#access = new DeviceAccess(service, grants, granted, sink);
    this.listed = new DeviceGrants(service, granted, storagePath);
  }

  /** What every frame of the session's pages runs first. */
  get script(): DocumentScript {
    return this.#wrappers.script;
  }

  setPermissionHandler(handler: DevicePermissionHandler | null): void {
    this.#access.setPermissionHandler(handler);
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.#access.setPermissionCheckHandler(handler);
  }

  setUSBProtectedClassesHandler(handler: UsbProtectedClassesHandler | null): void {
    this.#access.setUSBProtectedClassesHandler(handler);
  }

  /** Answers the documents of a page for as long as it lives. */
  attach(webContents: WebContents, page: Page): void {
    const documents = new Map<string, DeviceDocument>();
    const { frames } = page;
    frames.on('binding', (frame, name, payload, contextId) => {
      // A frame that was taken out of the page may still be heard, and would ask in the name of the page that came after.
      if (name !== this.#wrappers.binding || frame.detached) return;
      const key = `${frame.frameId} ${contextId}`;
      const document = documents.get(key) ?? this.#wrappers.document(frame, contextId);
      documents.set(key, document);
      const requester = {
        frame: webContents.webFrame(frame) as unknown as Electron.WebFrameMain,
        webContents: webContents as unknown as Electron.WebContents,
        // As in Chromium: frames ask in the name of the page they are in.
        origin: frame.top.origin,
      };
      // A browser that ends meanwhile takes the document with it.
      this.#access.onQuestion({ payload, requester, document }).catch((error: unknown) => {
        if (page.browser.alive) throw error;
      });
    });
    frames.on('contextGone', (frame, contextId) => {
      const key = `${frame.frameId} ${contextId}`;
      const document = documents.get(key);
      if (document) this.#access.onDocumentGone(document);
      documents.delete(key);
    });
    page.on('closed', () => {
      for (const document of documents.values()) this.#access.onDocumentGone(document);
      documents.clear();
    });
  }
}
