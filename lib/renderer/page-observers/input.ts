/** What the user does with keys, mouse and touch, as blink::WebInputEvent names it. */
import type { InputMessage, KeyType, PointerType } from '../../common/input-messages';
import { KeyReader } from '../page-wrappers/key-press';
import type { WindowListeners } from '../page-wrappers/window-listeners';

const POINTERS: readonly [event: string, type: PointerType][] = [
  ['mousedown', 'mouseDown'],
  ['mouseup', 'mouseUp'],
  ['mousemove', 'mouseMove'],
  ['wheel', 'mouseWheel'],
  ['touchstart', 'touchStart'],
  ['touchmove', 'touchMove'],
  ['touchend', 'touchEnd'],
  ['touchcancel', 'touchCancel'],
];

const KEYS: readonly [event: string, type: KeyType][] = [
  ['keydown', 'rawKeyDown'],
  ['keypress', 'char'],
  ['keyup', 'keyUp'],
];

/** By their bits in MouseEvent.buttons. */
const BUTTONS: readonly [bit: number, name: string][] = [
  [1, 'leftbuttondown'],
  [4, 'middlebuttondown'],
  [2, 'rightbuttondown'],
];

export function observeInput(listeners: WindowListeners, report: (input: InputMessage) => void): void {
  const reader = new KeyReader();
  const tell = (type: PointerType, event: MouseEvent | TouchEvent): void => {
    if (event.isTrusted) report({ kind: 'pointer', type, modifiers: modifiersOf(event) });
  };
  for (const [name, type] of POINTERS) {
    listeners.add(name, (event: MouseEvent | TouchEvent) => tell(type, event), { passive: true });
  }
  listeners.add('mouseout', (event: MouseEvent) => event.relatedTarget === null && tell('mouseLeave', event));
  for (const [name, type] of KEYS) {
    listeners.add(name, (event: KeyboardEvent) => {
      if (!event.isTrusted) return;
      const press = reader.read(event);
      // What a key types is no press of it.
      report({ kind: 'key', type, press: type === 'char' ? { ...press, type: 'keydown' } : press });
    });
  }
}

function modifiersOf(event: MouseEvent | TouchEvent): string[] {
  const buttons = 'buttons' in event ? event.buttons : 0;
  const held: readonly [string, boolean][] = [
    ['shift', event.shiftKey],
    ['control', event.ctrlKey],
    ['alt', event.altKey],
    ['meta', event.metaKey],
    ...BUTTONS.map(([bit, name]): [string, boolean] => [name, (buttons & bit) !== 0]),
  ];
  return held.flatMap(([name, isHeld]) => (isHeld ? [name] : []));
}
