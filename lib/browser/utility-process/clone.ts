/**
 * Structured clones between the app and its utility processes. Both are the same Node.js, so that V8's own serialization has every value
 * that structured clone has; lib/common/serialization.ts is for pages.
 */
import { Deserializer, Serializer } from 'node:v8';
import { CLONE_ERROR } from '../../common/serialization';

/** Throws Error 'An object could not be cloned.', as in Electron. */
export function encode(value: unknown): Uint8Array {
  // Not v8.serialize(): that gives each view a buffer of its own.
  const serializer = new Serializer();
  serializer.writeHeader();
  try {
    serializer.writeValue(value);
  } catch {
    throw new Error(CLONE_ERROR);
  }
  return serializer.releaseBuffer();
}

export function decode(bytes: Uint8Array): unknown {
  const deserializer = new Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue() as unknown;
}
