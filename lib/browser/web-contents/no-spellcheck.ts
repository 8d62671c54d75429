/**
 * Takes a window's pages out of the spell checker (webPreferences.spellcheck: false), which Chromium has for a whole profile: elements
 * ask their ancestors whether they are checked, and the root is the last of them. It gets its attribute before the page's first script
 * runs. In the page's own world: one of ours costs the page listeners of Chromium's (docs/limits.md).
 */
import { libraryScript } from '../library-script';

export const NO_SPELLCHECK = libraryScript(
  'no-spellcheck',
  `
  const off = () => {
    const root = document.documentElement;
    if (root?.namespaceURI !== 'http://www.w3.org/1999/xhtml' || root.getAttribute('spellcheck') === 'false') return;
    root.setAttribute('spellcheck', 'false');
  };
  const observer = new MutationObserver(off);
  const watch = () => {
    off();
    observer.observe(document, { childList: true });
  };
  watch();
  // The first document of a window that a page opens takes over its blank one's global, where this has run.
  addEventListener('readystatechange', watch, true);
`,
);
