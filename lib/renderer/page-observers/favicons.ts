/** The icons that a page names (blink::Document::IconURLs), in Electron's order. */
import { whenChanged, whenLoaded } from './document-state';

/** As in Electron, those of a document that has loaded before the app listens are not told. */
export function observeFavicons(report: (urls: string[]) => void): void {
  let isKnown = document.readyState === 'complete';
  whenLoaded(() => {
    whenChanged(
      () => iconsOf(document),
      (urls) => {
        if (!isKnown) report(urls);
        isKnown = false;
      },
      ['href', 'rel'],
    );
  });
}

function iconsOf({ head, location: { protocol, origin } }: Document): string[] {
  const links = head?.querySelectorAll<HTMLLinkElement>('link[rel~="icon" i][href]') ?? [];
  const urls = new Set([...links].map(({ href }) => href).filter((href) => URL.canParse(href)));
  // Where a server has one by default.
  if (urls.size === 0 && /^https?:$/.test(protocol)) urls.add(`${origin}/favicon.ico`);
  return [...urls].sort();
}
