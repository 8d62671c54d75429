/** A key as the main process hears of it. Scripts of the page can replace nothing that is used here. */
import type { KeyPress } from '../../common/key-messages';
import { callMethod, nativeGetter, nativeMethod, type Method } from './method';
import { bare } from './natives';

const FIELDS = [
  'key',
  'code',
  'keyCode',
  'location',
  'repeat',
  'isComposing',
  'shiftKey',
  'ctrlKey',
  'altKey',
  'metaKey',
] as const;

type Getters = Record<(typeof FIELDS)[number] | 'type', Method>;

export class KeyReader {
  readonly #getters = bare<Getters>();
  readonly #isModified = nativeMethod(KeyboardEvent.prototype, 'getModifierState');

  constructor() {
    this.#getters.type = nativeGetter(Event.prototype, 'type');
    for (const name of FIELDS) this.#getters[name] = nativeGetter(KeyboardEvent.prototype, name);
  }

  read(event: KeyboardEvent): KeyPress {
    const field = (name: keyof Getters): unknown => callMethod(this.#getters[name], event, []);
    const isOn = (key: string): boolean => callMethod(this.#isModified, event, [key]) as boolean;
    return bare({
      type: field('type') as KeyPress['type'],
      key: field('key') as string,
      code: field('code') as string,
      keyCode: field('keyCode') as number,
      location: field('location') as number,
      repeat: field('repeat') as boolean,
      isComposing: field('isComposing') as boolean,
      shift: field('shiftKey') as boolean,
      control: field('ctrlKey') as boolean,
      alt: field('altKey') as boolean,
      meta: field('metaKey') as boolean,
      capsLock: isOn('CapsLock'),
      numLock: isOn('NumLock'),
    });
  }
}
