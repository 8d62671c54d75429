/** What is selected where a menu is asked for, and what can be done with it. */
import type { ContextMenuMessage } from '../../common/context-menu-messages';
import { fieldPlace, textPlace, type EditedPlace } from './edited-place';

type EditingFields = Pick<
  ContextMenuMessage,
  | 'isEditable'
  | 'selectionText'
  | 'selectionRect'
  | 'selectionStartOffset'
  | 'spellcheckEnabled'
  | 'formControlType'
  | 'inputFieldType'
  | 'editFlags'
>;

/** Inputs with text that can be selected. */
const TEXT_TYPES = new Set(['text', 'search', 'url', 'tel', 'email', 'password', 'number']);
/** Of `<button>`, by its type. */
const BUTTONS: Readonly<Record<string, string>> = {
  button: 'button-button',
  reset: 'reset-button',
  submit: 'submit-button',
};

export interface Editing {
  fields: EditingFields;
  /** Null where no spelling is checked. */
  place: EditedPlace | null;
}

export function editing(element: Element | null): Editing {
  const field = fieldAt(element);
  const host = element instanceof HTMLElement && element.isContentEditable ? element : null;
  const isEditable = field ? !field.disabled && !field.readOnly : host !== null;
  const selection = selectionAt(element);
  const range = selectedRange(selection);
  const [selectionText, selectionStartOffset] = field
    ? selectedIn(field)
    : [selection?.toString() ?? '', range?.startOffset ?? 0];
  const isPassword = field instanceof HTMLInputElement && field.type === 'password';
  const isSelected = selectionText !== '';
  const spellcheckEnabled = isEditable && !isPassword && (field ?? host)?.spellcheck === true;
  const fields = {
    isEditable,
    selectionText: isPassword ? '' : selectionText,
    selectionRect: rectangleOf(field ?? range),
    selectionStartOffset,
    spellcheckEnabled,
    formControlType: controlType(element),
    inputFieldType: inputFieldType(element, field),
    editFlags: {
      canUndo: isEditable && document.queryCommandEnabled('undo'),
      canRedo: isEditable && document.queryCommandEnabled('redo'),
      canCut: isEditable && isSelected && !isPassword,
      canCopy: isSelected && !isPassword,
      canPaste: isEditable,
      canDelete: isEditable && isSelected,
      canSelectAll: field?.value !== '',
      canEditRichly: host !== null && host.contentEditable !== 'plaintext-only',
    },
  };
  if (!spellcheckEnabled) return { fields, place: null };
  return { fields, place: field ? fieldPlace(field) : selection && textPlace(selection, editingHost(host)) };
}

/** The outermost element that is edited: it has the focus. */
function editingHost(element: HTMLElement | null): HTMLElement | null {
  let host = element;
  while (host?.parentElement?.isContentEditable) host = host.parentElement;
  return host;
}

/** In a shadow tree the document's own selection ends at the host. Only Chromium's shadow roots have one. */
function selectionAt(element: Element | null): Selection | null {
  const root = element?.getRootNode() as { getSelection?(): Selection | null } | undefined;
  return root?.getSelection?.() ?? getSelection();
}

const selectedRange = (selection: Selection | null): Range | null =>
  selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;

/** Of the selection; in a field, of the field. */
function rectangleOf(selected: Element | Range | null): ContextMenuMessage['selectionRect'] {
  const { x, y, width, height } = selected?.getBoundingClientRect() ?? new DOMRect();
  return { x, y, width, height };
}

function fieldAt(element: Element | null): HTMLInputElement | HTMLTextAreaElement | null {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && TEXT_TYPES.has(element.type) ? element : null;
}

/** The text, and where it begins. Chromium reports neither for e-mail and number fields. */
function selectedIn({ value, selectionStart, selectionEnd }: HTMLInputElement | HTMLTextAreaElement): [string, number] {
  return selectionStart === null || selectionEnd === null
    ? ['', 0]
    : [value.slice(selectionStart, selectionEnd), selectionStart];
}

function controlType(element: Element | null): string {
  if (element instanceof HTMLInputElement) return `input-${element.type === 'tel' ? 'telephone' : element.type}`;
  if (element instanceof HTMLButtonElement) return BUTTONS[element.type] ?? 'none';
  if (element instanceof HTMLSelectElement) return element.type;
  if (element instanceof HTMLTextAreaElement) return 'text-area';
  if (element instanceof HTMLFieldSetElement) return 'field-set';
  return element instanceof HTMLOutputElement ? 'output' : 'none';
}

function inputFieldType(element: Element | null, field: HTMLElement | null): string {
  if (!(element instanceof HTMLInputElement)) return 'none';
  if (element.type === 'password') return 'password';
  return field ? 'plainText' : 'other';
}
