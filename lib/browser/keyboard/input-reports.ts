/** What documents report of the user's input becomes `input-event`. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { parseInput, type InputMessage } from '../../common/input-messages';
import { emitToApp } from '../app-calls';
import type { Question, TopicHandler } from '../document-channel/question';
import { createEvent } from '../event';
import { inputOf } from './key-input';

export class InputReports implements TopicHandler<InputMessage> {
  readonly flood = { code: 'VALENCE_INPUT_FLOOD', requests: 'input events' };

  parse(message: UnreadQuestion): InputMessage | null {
    return parseInput(message);
  }

  async answer({ message, requester: { webContents } }: Question<InputMessage>): Promise<null> {
    if (!webContents.isDestroyed()) {
      emitToApp(webContents, 'input-event', createEvent({ sender: webContents }), eventOf(message));
    }
    return null;
  }
}

/** shell/common/gin_converters/blink_converter.cc */
const eventOf = (message: InputMessage): object =>
  message.kind === 'pointer'
    ? { type: message.type, modifiers: message.modifiers }
    : { ...inputOf(message.press), type: message.type };
