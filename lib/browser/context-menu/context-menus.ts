/** Right clicks of the pages of one session become `context-menu` of their WebContents. */
import type { UnreadQuestion } from '../../common/channel-messages';
import { parseContextMenu, type ContextMenuMessage } from '../../common/context-menu-messages';
import { emitToApp } from '../app-calls';
import type { Question, Requester, TopicHandler } from '../document-channel/question';
import { createEvent } from '../event';

type Position = Pick<Electron.Rectangle, 'x' | 'y'>;

export class ContextMenus implements TopicHandler<ContextMenuMessage> {
  readonly flood = { code: 'VALENCE_CONTEXT_MENU_FLOOD', requests: 'context menus' };

  parse(message: UnreadQuestion): ContextMenuMessage | null {
    return parseContextMenu(message);
  }

  async answer({ message, requester, signal }: Question<ContextMenuMessage>): Promise<null> {
    const { webContents } = requester;
    const offset = await requester.offset();
    if (signal.aborted || webContents.isDestroyed()) return null;
    const event = createEvent({ sender: webContents });
    emitToApp(webContents, 'context-menu', event, paramsOf(message, requester, offset));
    return null;
  }
}

function paramsOf(
  message: ContextMenuMessage,
  { frame, webContents, isMainFrame, url }: Requester,
  offset: Position,
): Electron.ContextMenuParams {
  const { mediaFlags, editFlags, selectionRect } = message;
  // In Electron positions are those of the window, whatever the zoom.
  const zoom = webContents.getZoomFactor();
  const onWindow = ({ x, y }: Position): Position => ({
    x: Math.round((x + offset.x) * zoom),
    y: Math.round((y + offset.y) * zoom),
  });
  return {
    ...onWindow(message),
    frame,
    linkURL: message.linkURL,
    linkText: message.linkText,
    pageURL: webContents.getURL(),
    frameURL: isMainFrame ? '' : url,
    srcURL: message.srcURL,
    mediaType: message.mediaType as Electron.ContextMenuParams['mediaType'],
    hasImageContents: message.hasImageContents,
    isEditable: message.isEditable,
    selectionText: message.selectionText,
    titleText: message.titleText,
    altText: message.altText,
    suggestedFilename: message.suggestedFilename,
    selectionRect: {
      ...onWindow(selectionRect),
      width: Math.round(selectionRect.width * zoom),
      height: Math.round(selectionRect.height * zoom),
    },
    selectionStartOffset: message.selectionStartOffset,
    // Electron gives the policy, where its types say Referrer.
    referrerPolicy: message.referrerPolicy as unknown as Electron.Referrer,
    misspelledWord: '',
    dictionarySuggestions: [],
    frameCharset: message.frameCharset,
    formControlType: message.formControlType as Electron.ContextMenuParams['formControlType'],
    inputFieldType: message.inputFieldType as Electron.ContextMenuParams['inputFieldType'],
    spellcheckEnabled: message.spellcheckEnabled,
    menuSourceType: message.menuSourceType as Electron.ContextMenuParams['menuSourceType'],
    mediaFlags,
    editFlags,
  };
}
