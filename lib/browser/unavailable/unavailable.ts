/** Modules and classes that can be imported, because Electron has them, and say why they do not work when they are used. */
import { EventEmitter } from 'node:events';
import { UnavailableError } from '../unavailable-error';

export interface UnavailableModule {
  /** Members that return no promise: they throw. */
  throws: readonly string[];
  /** Members that return a promise: it rejects. */
  rejects: readonly string[];
  reason: string;
}

/** Listeners can be added: an app adds them before it asks whether anything works. */
export function unavailableModule(module: string, { throws, rejects, reason }: UnavailableModule): EventEmitter {
  const errorOf = (member: string): UnavailableError => new UnavailableError(`${module}.${member}()`, reason);
  const emitter = new EventEmitter();
  const define = (member: string, value: () => unknown): void =>
    void Object.defineProperty(emitter, member, { value, configurable: true, enumerable: true, writable: true });
  for (const member of throws) {
    define(member, () => {
      throw errorOf(member);
    });
  }
  for (const member of rejects) define(member, () => Promise.reject(errorOf(member)));
  return emitter;
}

type UnavailableClass = new (...args: unknown[]) => object;

/** Its constructor throws. `statics` are called on the class itself, and answer as if no instance had ever been made. */
export function unavailableClass(
  name: string,
  reason: string,
  statics: Record<string, () => unknown> = {},
): UnavailableClass {
  const Unavailable = function (): never {
    throw new UnavailableError(`new ${name}()`, reason);
  };
  Object.defineProperty(Unavailable, 'name', { value: name, configurable: true });
  return Object.assign(Unavailable as unknown as UnavailableClass, statics);
}
