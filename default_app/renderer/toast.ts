/** A short line at the bottom of the window: what has just been done, or why not. */
import { byId } from './dom';

/** How long it stays, in milliseconds. */
const DURATION = 4000;

/** Shows one text at a time; the last one wins. */
export type Notify = (text: string) => void;

export function toast(): Notify {
  const output = byId('toast', HTMLOutputElement);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    output.textContent = text;
    output.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      output.hidden = true;
    }, DURATION);
  };
}
