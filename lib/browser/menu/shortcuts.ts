/** Keys that pages of one session leave to the browser: the windows look for them in the menu of the app. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { parseShortcut, type KeyPress } from '../../common/key-messages';
import type { Question, TopicHandler } from '../document-channel/question';

export class Shortcuts implements TopicHandler<KeyPress> {
  readonly flood = { code: 'VALENCE_SHORTCUT_FLOOD', requests: 'shortcuts' };

  parse(message: UnreadQuestion): KeyPress | null {
    return parseShortcut(message);
  }

  async answer({ message, requester }: Question<KeyPress>): Promise<null> {
    requester.leaveKey(message);
    return null;
  }
}
