/** Text that the user edits, with what is selected in it: the value of a field, or one text node. */
export interface EditedPlace {
  /** All of it, as it is now. */
  text(): string;
  /** Of the selection when the menu was asked for; the same where there is a caret. */
  start: number;
  end: number;
  /** Gives it the focus, too. False if the page has taken it away. */
  select(start: number, end: number): boolean;
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
      // Not `:focus`: a menu of the desktop may have the window's focus.
      const { activeElement } = field.getRootNode() as Document | ShadowRoot;
      return activeElement === field && field.selectionStart === from && field.selectionEnd === to;
    },
  };
}

/** Null for what reaches over several nodes. */
export function textPlace(selection: Selection, host: HTMLElement | null): EditedPlace | null {
  const { anchorNode: node, focusNode, anchorOffset, focusOffset } = selection;
  if (!(node instanceof Text) || focusNode !== node) return null;
  return {
    text: () => node.data,
    start: Math.min(anchorOffset, focusOffset),
    end: Math.max(anchorOffset, focusOffset),
    select(from, to) {
      if (!node.isConnected) return false;
      host?.focus({ preventScroll: true });
      selection.setBaseAndExtent(node, from, node, to);
      return selection.anchorNode === node && selection.focusNode === node;
    },
  };
}
