// What hostile pages do in specs.

/** Places where a page may look for functions that nobody has wrapped: expressions that give (a promise of) a global object. */
export const REALMS: Readonly<Record<string, string>> = {
  'a fresh iframe': `document.body.appendChild(document.createElement('iframe')).contentWindow`,
  'a popup': `window.open('')`,
  'a popup of its own origin': `(() => {
    const opened = window.open('/popup');
    return new Promise((resolve) => opened.addEventListener('load', () => resolve(opened)));
  })()`,
  'a srcdoc iframe': `frame({ srcdoc: '<p>' })`,
  'a javascript: iframe': `frame({ src: "javascript:'<p>'" })`,
  'a blob: iframe': `frame({ src: URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' })) })`,
  'an iframe of its own origin': `frame({ src: '/inner' })`,
  'a frame in a fresh iframe': `(() => {
    const outer = document.body.appendChild(document.createElement('iframe')).contentDocument;
    return outer.body.appendChild(outer.createElement('iframe')).contentWindow;
  })()`,
  'a document it writes': `(() => {
    const { contentWindow, contentDocument } = document.body.appendChild(document.createElement('iframe'));
    contentDocument.open();
    contentDocument.write('<p>');
    contentDocument.close();
    return contentWindow;
  })()`,
};

/** What the expressions and specs use; run it in the page first. */
export const HELPERS = `
  globalThis.frame = (properties) => new Promise((resolve) => {
    const element = Object.assign(document.createElement('iframe'), properties);
    element.onload = () => resolve(element.contentWindow);
    document.body.append(element);
  });
  // Of its first message; or its error.
  globalThis.inWorker = (code) => new Promise((resolve) => {
    const worker = new Worker(URL.createObjectURL(new Blob([code])));
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve(message);
  });
`;
