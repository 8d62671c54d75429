/** The color of `<meta name="theme-color">`, as Electron writes it. */
import { whenChanged, whenRead } from './document-state';

/** `isKnown`: the document has had the color before the app listened. */
export function observeThemeColor(report: (color: string | null, isKnown: boolean) => void): void {
  let isKnown = document.readyState !== 'loading';
  whenRead(() => {
    whenChanged(
      () => colorOf(document),
      (color) => {
        report(color, isKnown);
        isKnown = false;
      },
      ['content', 'media', 'name'],
    );
  });
}

function colorOf({ head }: Document): string | null {
  const metas = head?.querySelectorAll<HTMLMetaElement>('meta[name="theme-color" i]') ?? [];
  for (const { content, media } of metas) {
    if (media === '' || matchMedia(media).matches) {
      const color = hexOf(content.trim());
      if (color !== null) return color;
    }
  }
  return null;
}

/** Null for what is no color. */
function hexOf(text: string): string | null {
  if (!CSS.supports('color', text)) return null;
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return null;
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
}
