/** A Chromium on the pipe of Valence's shell, without the library above it. */
import { ProtocolClient } from '../lib/protocol-client';
import { switchesFor } from './chromium';

export interface NativePipe {
  client: ProtocolClient;
  close(): Promise<void>;
}

/** `userDataDir`: a new directory, removed with the browser. */
export function openNativePipe(executable: string, userDataDir: string): NativePipe {
  let onExit!: () => void;
  const exited = new Promise<void>((resolve) => (onExit = resolve));
  const { NativeBrowser } = process._linkedBinding('electron_browser_session');
  const native = new NativeBrowser({
    onMessages: (messages) => {
      for (const message of messages) client.onMessage(message);
    },
    onExit: () => {
      client.onClosed();
      onExit();
    },
  });
  const client = new ProtocolClient(({ id, method, sessionId, params }) => {
    native.send(id, method, sessionId ?? null, params);
  });
  // What no rule wants is continued by the shell without a word to JavaScript.
  native.setRequestRules([{ id: 1, urls: ['<all_urls>'] }]);
  native.start({
    executable,
    args: switchesFor(userDataDir),
    env: Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ''}`),
    userDataDir,
    removeUserDataDir: true,
    lockTimeout: 0,
    echoStderr: false,
    policies: '',
  });
  return {
    client,
    close: async () => {
      native.close();
      await exited;
    },
  };
}
