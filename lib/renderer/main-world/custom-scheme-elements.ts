/**
 * Elements that load something. Chromium loads images, classic scripts and style sheets from custom schemes as they stand in
 * the markup, as things of another origin; what a script sets loads as what it is.
 */
import type { PageSchemes } from './custom-schemes';

/** Constructors of elements, with the property that holds what they load. */
const LOADERS: [name: string, property: 'href' | 'src'][] = [
  ['HTMLEmbedElement', 'src'],
  ['HTMLIFrameElement', 'src'],
  ['HTMLImageElement', 'src'],
  ['HTMLLinkElement', 'href'],
  ['HTMLMediaElement', 'src'],
  ['HTMLScriptElement', 'src'],
  ['HTMLSourceElement', 'src'],
  ['HTMLTrackElement', 'src'],
];

function mapProperty(prototype: object, property: string, schemes: PageSchemes): void {
  const native = Reflect.getOwnPropertyDescriptor(prototype, property);
  const get: unknown = native?.get;
  const set: unknown = native?.set;
  if (typeof get !== 'function' || typeof set !== 'function') return;
  Reflect.defineProperty(prototype, property, {
    ...native,
    get(this: unknown) {
      return schemes.toApp(String(Reflect.apply(get, this, [])));
    },
    set(this: unknown, value: unknown) {
      Reflect.apply(set, this, [schemes.toChromium(value)]);
    },
  });
}

/** Media loads the parts of what it plays over HTTP only. */
function onLoadStart({ target }: Event, schemes: PageSchemes): void {
  if (!(target instanceof HTMLMediaElement)) return;
  const mapped = schemes.toChromium(target.currentSrc);
  if (mapped !== target.currentSrc) target.src = mapped;
}

export function mapElements(schemes: PageSchemes): void {
  for (const [name, property] of LOADERS) {
    const element: unknown = Reflect.get(globalThis, name);
    if (typeof element === 'function') mapProperty(element.prototype as object, property, schemes);
  }
  addEventListener('loadstart', (event) => onLoadStart(event, schemes), { capture: true });
}
