/** Starts Chromium with a DevTools pipe and nothing between it and this process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { FRAMINGS, type FramingName } from './framing';
import { ProtocolClient, type ProtocolMessage } from './protocol-client';

export interface LaunchedChromium {
  client: ProtocolClient;
  /** Resolves when the browser process is gone. */
  close(): Promise<void>;
}

/** `args`: switches without that of the pipe. */
export function launchChromium(executable: string, args: readonly string[], framing: FramingName): LaunchedChromium {
  const { encode, reader } = FRAMINGS[framing];
  const child = spawn(executable, [...args, `--remote-debugging-pipe=${framing}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const output = child.stdio[3] as Writable;
  const input = child.stdio[4] as Readable;
  const client = new ProtocolClient((command) => {
    output.cork();
    for (const part of encode(command)) output.write(part);
    output.uncork();
  });
  output.on('error', () => undefined); // Chromium has ended: the exit tells
  input.on(
    'data',
    reader((message) => client.onMessage(message as ProtocolMessage)),
  );
  const exited = once(child, 'exit').finally(() => client.onClosed());
  exited.catch(() => undefined); // whoever waits for a reply or for the end is told
  return {
    client,
    close: async () => {
      client.send('Browser.close').catch(() => undefined); // the answer may lose the race with the end
      await exited;
    },
  };
}
