/**
 * Chromium's own windows over UI DevTools (--enable-ui-devtools): a tree of views, their properties, and clicks. The DevTools
 * protocol itself knows no chooser of devices: its domain DeviceAccess is for Bluetooth only.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';

interface ViewNode {
  nodeId: number;
  nodeName: string;
  /** Names and values in turn. */
  attributes?: string[];
  children?: ViewNode[];
}

interface Reply {
  id?: number;
  result?: object;
  error?: { message: string };
}

export const UI_DEVTOOLS_SWITCHES: ReadonlyMap<string, string> = new Map([
  ['enable-ui-devtools', '0'],
  ['enable-features', 'ui-debug-tools-enable-synthetic-events'],
  // A chooser takes no click in its first half second otherwise.
  ['disable-input-event-activation-protection', ''],
]);

/** The file in the user-data directory whose first line is the port. */
export const PORT_FILE = 'UIDevToolsActivePort';

export class UIDevTools {
  readonly #socket: WebSocket;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString()) as Reply;
      if (reply.id !== undefined) this.#replies.get(reply.id)?.(reply);
    });
  }

  static async connect(port: number): Promise<UIDevTools> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/0`);
    await once(socket, 'open');
    const devTools = new UIDevTools(socket);
    await devTools.#send('DOM.enable');
    return devTools;
  }

  close(): void {
    this.#socket.terminate();
  }

  /** Ids of the views of a class inside the window of a name, in order; empty while there is no such window. */
  async find(windowName: string, className: string): Promise<number[]> {
    const { root } = await this.#send<{ root: ViewNode }>('DOM.getDocument');
    const window = walk(root).find(({ attributes }) => attributes?.includes(windowName));
    if (!window) return [];
    return walk(window).flatMap(({ nodeId, attributes }) => (attributes?.[1] === className ? [nodeId] : []));
  }

  /** `x` and `y` in pixels of the view. */
  async click(nodeId: number, x: number, y: number): Promise<void> {
    for (const type of ['mousePressed', 'mouseReleased']) {
      const event = { type, x, y, button: 'left', wheelDirection: 'none' };
      await this.#send('DOM.dispatchMouseEvent', { nodeId, event });
    }
  }

  async #send<R extends object>(method: string, params: object = {}): Promise<R> {
    const id = ++this.#lastId;
    const reply = await new Promise<Reply>((resolve) => {
      this.#replies.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#replies.delete(id);
    if (reply.error) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result as R;
  }
}

const walk = (node: ViewNode): ViewNode[] => [node, ...(node.children ?? []).flatMap(walk)];
