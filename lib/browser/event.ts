/** The first argument of Electron's events. */

export interface PreventableEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

/** An event whose default action a listener may prevent, with the given fields. */
export function createEvent<T extends object>(fields?: T): PreventableEvent & T {
  let prevented = false;
  const event = {
    preventDefault: () => {
      prevented = true;
    },
    get defaultPrevented() {
      return prevented;
    },
  };
  return Object.defineProperties(event, Object.getOwnPropertyDescriptors(fields ?? {})) as PreventableEvent & T;
}
