/** What the two worlds of a frame write to each other: JSON text, in the shapes below. */

/**
 * A value. Primitives that JSON knows stand for themselves, everything else is an array that begins with its tag. Arrays
 * and objects come out of JSON.parse() as objects of the receiving world and are filled in place.
 */
export type WireValue = string | number | boolean | null | TaggedValue;

export type TaggedValue =
  | [tag: typeof TAG_ARRAY, elements: WireValue[]]
  | [tag: typeof TAG_OBJECT, properties: Record<string, WireValue>, symbols?: [key: WireSymbol, value: WireValue][]]
  | WireSymbol
  | [tag: typeof TAG_UNDEFINED]
  | [tag: typeof TAG_NUMBER | typeof TAG_BIGINT, digits: string]
  | [tag: typeof TAG_ERROR, message: string]
  | [
      tag:
        | typeof TAG_FUNCTION
        | typeof TAG_OWN_FUNCTION
        | typeof TAG_PROMISE
        | typeof TAG_CLONE
        | typeof TAG_ELEMENT
        | typeof TAG_REFERENCE,
      id: number,
    ];

/** `mine`: of the sender, under its number; `yours`: of the receiver, under its number. */
export type WireSymbol =
  | [tag: typeof TAG_SYMBOL, kind: 'name' | 'key', name: string]
  | [tag: typeof TAG_SYMBOL, kind: 'mine', id: number, description?: string]
  | [tag: typeof TAG_SYMBOL, kind: 'yours', id: number];

export const TAG_ARRAY = 0;
export const TAG_OBJECT = 1;
export const TAG_UNDEFINED = 2;
/** NaN, the infinities, -0. */
export const TAG_NUMBER = 3;
export const TAG_BIGINT = 4;
/** A function of the sender. */
export const TAG_FUNCTION = 5;
/** A function of the receiver that comes home. */
export const TAG_OWN_FUNCTION = 6;
export const TAG_PROMISE = 7;
export const TAG_ERROR = 8;
/** A structured clone that went ahead under this number. */
export const TAG_CLONE = 9;
/** An Element that went ahead under this number. */
export const TAG_ELEMENT = 10;
/** The n-th object of the same message again. */
export const TAG_REFERENCE = 11;
export const TAG_SYMBOL = 12;

/** Whether a message contains TAG_REFERENCE. */
export type HasReferences = 0 | 1;

export type Request =
  | [kind: 'call', functionId: number, args: WireValue[], HasReferences]
  | [kind: 'expose', key: string, value: WireValue, HasReferences]
  | [kind: 'settle', promiseId: number, fulfilled: 0 | 1, value: WireValue, HasReferences]
  /** The sender holds no proxy of this function any more. */
  | [kind: 'release', functionId: number]
  /** This promise can never settle. */
  | [kind: 'abandon', promiseId: number]
  /** Several that could not be sent when they were made, numbered from `first`; it may arrive more than once. */
  | [kind: 'queue', first: number, requests: Request[]]
  | [kind: 'ping'];

export type Reply = [kind: '=', value: WireValue, HasReferences] | [kind: '!', message: string];

/** Asks whether the other world answers. */
export const PING = '["ping"]';

/** The reply of requests that give nothing back. */
export const DONE = '["=",[2],0]';
