/** The icons that a page names (blink::Document::IconURLs), in Electron's order. */
import { whenChanged, whenLoaded } from './document-state';

export function observeFavicons(report: (urls: string[]) => void): void {
  whenLoaded(() => {
    whenChanged(
      () => iconsOf(document),
      (urls) => report(urls),
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
