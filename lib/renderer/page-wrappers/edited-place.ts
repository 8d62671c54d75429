/** Text that the user edits, with what is selected in it: the value of a field, or one text node. */
export interface EditedPlace {
  /** All of it, as it is now. */
  text(): string;
  /** Of the selection when the menu was asked for; the same where there is a caret. */
  start: number;
  end: number;
  select(start: number, end: number): void;
}

/** Null for fields whose selection Chromium does not report. */
export function fieldPlace(field: HTMLInputElement | HTMLTextAreaElement): EditedPlace | null {
  const { selectionStart: start, selectionEnd: end } = field;
  if (start === null || end === null) return null;
  return {
    text: () => field.value,
    start,
    end,
    select(from, to) {
      field.focus({ preventScroll: true });
      field.setSelectionRange(from, to);
    },
  };
}

/** Null for what reaches over several nodes. */
export function textPlace(selection: Selection): EditedPlace | null {
  const { anchorNode: node, focusNode, anchorOffset, focusOffset } = selection;
  if (!(node instanceof Text) || focusNode !== node) return null;
  return {
    text: () => node.data,
    start: Math.min(anchorOffset, focusOffset),
    end: Math.max(anchorOffset, focusOffset),
    select: (from, to) => selection.setBaseAndExtent(node, from, node, to),
  };
}
