/** The text that a document shows, in the order in which it is laid out, open shadow trees included. */
import { FoldedText } from './folded-text';

/** Elements whose text is not shown, or not as text of the document. */
const OPAQUE = new Set([
  'AUDIO',
  'CANVAS',
  'IFRAME',
  'IMG',
  'INPUT',
  'METER',
  'NOSCRIPT',
  'OBJECT',
  'PROGRESS',
  'SCRIPT',
  'SELECT',
  'STYLE',
  'TEMPLATE',
  'TEXTAREA',
  'VIDEO',
]);

export function readVisibleText(document: Document, matchCase: boolean): FoldedText {
  const text = new FoldedText(matchCase);
  if (document.body) addElement(document.body, text);
  return text;
}

function addElement(element: Element, text: FoldedText): void {
  const style = getComputedStyle(element);
  if (style.display === 'none') return;
  const isInline = style.display === 'inline' || style.display === 'contents';
  if (!isInline || element.tagName === 'BR') text.break();
  if (OPAQUE.has(element.tagName)) {
    text.break();
    return;
  }
  if (style.getPropertyValue('content-visibility') !== 'hidden') {
    const isShown = style.visibility === 'visible';
    const keepsSpaces = style.getPropertyValue('white-space-collapse') !== 'collapse';
    for (const child of childrenOf(element)) {
      if (child instanceof Element) addElement(child, text);
      else if (child instanceof Text && isShown) text.add(child, keepsSpaces);
    }
  }
  if (!isInline) text.break();
}

/** As they are laid out. */
function childrenOf(element: Element): Iterable<Node> {
  if (element.shadowRoot) return element.shadowRoot.childNodes;
  if (element instanceof HTMLSlotElement) {
    const assigned = element.assignedNodes();
    if (assigned.length > 0) return assigned;
  }
  // Chromium keeps the rest of a closed one in a slot that scripts do not see.
  if (element instanceof HTMLDetailsElement && !element.open) {
    return [...element.children].filter((child) => child.tagName === 'SUMMARY').slice(0, 1);
  }
  return element.childNodes;
}
