/** The events that ipc listeners and handlers get (docs/api/structures/ipc-main-event.md, ipc-main-invoke-event.md). */
import { validateString } from '../../common/validators';
import { encodeMainMessage } from '../../common/ipc-messages';
import type { IpcFrame } from './frame-port';
import type { SyncReply } from './sync-reply';

/** Fields of Electron.IpcMainInvokeEvent. */
export function createInvokeEvent(frame: IpcFrame): Electron.IpcMainInvokeEvent {
  let prevented = false;
  const event = {
    preventDefault: (): void => {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
    processId: frame.processId,
    frameId: frame.routingId,
    sender: frame.sender,
    senderFrame: frame.senderFrame,
  };
  // The app's WebContents and WebFrameMain are known here by their ipc side only.
  return event as unknown as Electron.IpcMainInvokeEvent;
}

/** Fields of Electron.IpcMainEvent. `reply` throws as encodeMainMessage() does. */
export function createMessageEvent(frame: IpcFrame): Electron.IpcMainEvent {
  const fields = {
    ports: [],
    returnValue: undefined,
    reply: (channel: string, ...args: unknown[]): void => {
      validateString(channel, 'channel');
      frame.deliver(encodeMainMessage({ kind: 'event', channel, args }));
    },
  };
  return Object.assign(createInvokeEvent(frame), fields);
}

/** The same for ipcRenderer.sendSync(): `returnValue` is its answer, once. Setting a value that cannot be cloned throws. */
export function createSyncEvent(frame: IpcFrame, reply: SyncReply): Electron.IpcMainEvent {
  const event = createMessageEvent(frame);
  Object.defineProperty(event, 'returnValue', {
    get: () => reply.value,
    set: (value: unknown) => reply.send(value),
    configurable: true,
    enumerable: true,
  });
  reply.sendWhenForgotten(event);
  return event;
}
