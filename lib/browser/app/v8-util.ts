/**
 * The binding `electron_common_v8_util`, as far as packages use it (@electron/remote): values that belong to an object, which its own
 * properties do not show.
 */
const hidden = new WeakMap<object, Map<string, unknown>>();

export const v8Util = {
  getHiddenValue: (object: object, name: string): unknown => hidden.get(object)?.get(name),

  setHiddenValue(object: object, name: string, value: unknown): void {
    const values = hidden.get(object) ?? new Map<string, unknown>();
    hidden.set(object, values.set(name, value));
  },

  deleteHiddenValue(object: object, name: string): void {
    hidden.get(object)?.delete(name);
  },
};
