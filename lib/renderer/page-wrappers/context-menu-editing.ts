/** What is selected where a menu is asked for, and what can be done with it. */
import type { ContextMenuMessage } from '../../common/context-menu-messages';

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
const FORM_CONTROLS = 'input, textarea, select, button, fieldset, output';
const CONTROL_NAMES: Readonly<Record<string, string>> = {
  textarea: 'text-area',
  fieldset: 'field-set',
  button: 'button-button',
  reset: 'reset-button',
  submit: 'submit-button',
  tel: 'telephone',
};

export function editing(element: Element | null): EditingFields {
  const field = fieldAt(element);
  const host = element instanceof HTMLElement && element.isContentEditable ? element : null;
  const isEditable = field ? !field.disabled && !field.readOnly : host !== null;
  const [selectionText, selectionStartOffset] = field
    ? selectedIn(field)
    : [getSelection()?.toString() ?? '', selectedRange()?.startOffset ?? 0];
  const isPassword = field instanceof HTMLInputElement && field.type === 'password';
  const isSelected = selectionText !== '';
  return {
    isEditable,
    selectionText: isPassword ? '' : selectionText,
    selectionRect: rectangleOf(field ?? selectedRange()),
    selectionStartOffset,
    spellcheckEnabled: isEditable && !isPassword && (field ?? host)?.spellcheck === true,
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
}

function selectedRange(): Range | null {
  const selection = getSelection();
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
}

/** Of the selection; in a field, of the field. */
function rectangleOf(selected: Element | Range | null): ContextMenuMessage['selectionRect'] {
  const { x, y, width, height } = selected?.getBoundingClientRect() ?? new DOMRect();
  return { x, y, width, height };
}

function fieldAt(element: Element | null): HTMLInputElement | HTMLTextAreaElement | null {
  if (element instanceof HTMLTextAreaElement) return element;
  return element instanceof HTMLInputElement && TEXT_TYPES.has(element.type) ? element : null;
}

/** The text, and where it begins. Chromium tells neither of e-mail and number fields. */
function selectedIn({ value, selectionStart, selectionEnd }: HTMLInputElement | HTMLTextAreaElement): [string, number] {
  return selectionStart === null || selectionEnd === null
    ? ['', 0]
    : [value.slice(selectionStart, selectionEnd), selectionStart];
}

function controlType(element: Element | null): string {
  if (!element?.matches(FORM_CONTROLS)) return 'none';
  const tag = element.localName;
  const type = (element as HTMLInputElement).type;
  if (tag === 'input') return `input-${CONTROL_NAMES[type] && type === 'tel' ? CONTROL_NAMES[type] : type}`;
  if (tag === 'select' || tag === 'output') return tag === 'output' ? tag : type;
  return CONTROL_NAMES[tag === 'button' ? type : tag] ?? 'none';
}

function inputFieldType(element: Element | null, field: HTMLElement | null): string {
  if (!(element instanceof HTMLInputElement)) return 'none';
  if (element.type === 'password') return 'password';
  return field ? 'plainText' : 'other';
}
