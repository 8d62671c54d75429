/** Commands of Chromium's editor, for what has the focus in a page: as a key does it, so that `beforeinput` is emitted. */
import type { ContentsHost } from './contents-host';

/** Names of blink::EditingCommand: 'copy', 'selectAll'. */
export function editPage(host: ContentsHost, command: string): void {
  host.navigation.command(({ session }) =>
    session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: [command] }),
  );
}
