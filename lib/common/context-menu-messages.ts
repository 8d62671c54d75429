/**
 * What a document reports of a right click, on the channel of its document (channel-messages.ts): those fields of
 * Electron.ContextMenuParams that a page knows itself.
 */
import { isRecord } from './channel-messages';

const STRINGS = [
  'linkURL',
  'linkText',
  'srcURL',
  'mediaType',
  'selectionText',
  'titleText',
  'altText',
  'suggestedFilename',
  'referrerPolicy',
  'frameCharset',
  'formControlType',
  'inputFieldType',
  'menuSourceType',
] as const;
const NUMBERS = ['x', 'y', 'selectionStartOffset'] as const;
/** Of the edited text: a word reaches no farther. */
export const EDITED_REACH = 100;
const BOOLEANS = ['hasImageContents', 'isEditable', 'spellcheckEnabled'] as const;
const MEDIA_FLAGS = [
  'inError',
  'isPaused',
  'isMuted',
  'hasAudio',
  'isLooping',
  'isControlsVisible',
  'canToggleControls',
  'canPrint',
  'canSave',
  'canShowPictureInPicture',
  'isShowingPictureInPicture',
  'canRotate',
  'canLoop',
] as const;
const EDIT_FLAGS = [
  'canUndo',
  'canRedo',
  'canCut',
  'canCopy',
  'canPaste',
  'canDelete',
  'canSelectAll',
  'canEditRichly',
] as const;
const RECTANGLE = ['x', 'y', 'width', 'height'] as const;

/** What the user edits, around the selection; empty where nothing is checked. Start and end of the selection in it. */
export interface EditedText {
  text: string;
  start: number;
  end: number;
  /** A number for each menu of a document. */
  menu: number;
}

/** A word of the edited text that its document is to select. */
export interface MisspellingNews {
  word: string;
  /** Where it begins in that text. */
  start: number;
  /** As it was sent. */
  menu: number;
}

type Flags<Name extends string> = Record<Name, boolean>;

/** Positions are in CSS pixels of the document's own viewport. */
export type ContextMenuMessage = Record<(typeof STRINGS)[number], string> &
  Record<(typeof NUMBERS)[number], number> &
  Flags<(typeof BOOLEANS)[number]> & {
    selectionRect: Record<(typeof RECTANGLE)[number], number>;
    mediaFlags: Flags<(typeof MEDIA_FLAGS)[number]>;
    editFlags: Flags<(typeof EDIT_FLAGS)[number]>;
    edited: EditedText;
  };

/** Null for what the wrapper does not send. */
export function parseContextMenu(message: Readonly<Record<string, unknown>>): ContextMenuMessage | null {
  const { selectionRect, mediaFlags, editFlags, edited } = message;
  const isSound =
    hasAll(message, STRINGS, 'string') &&
    hasAll(message, NUMBERS, 'number') &&
    hasAll(message, BOOLEANS, 'boolean') &&
    hasAll(selectionRect, RECTANGLE, 'number') &&
    hasAll(mediaFlags, MEDIA_FLAGS, 'boolean') &&
    hasAll(editFlags, EDIT_FLAGS, 'boolean') &&
    isEditedText(edited);
  return isSound ? (message as ContextMenuMessage) : null;
}

const hasAll = (value: unknown, names: readonly string[], type: 'string' | 'number' | 'boolean'): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === type);

function isEditedText(value: unknown): value is EditedText {
  if (!hasAll(value, ['text'], 'string') || !hasAll(value, ['start', 'end', 'menu'], 'number')) return false;
  const { text, start, end } = value as EditedText;
  return text.length <= 3 * EDITED_REACH && 0 <= start && start <= end && end <= text.length;
}
