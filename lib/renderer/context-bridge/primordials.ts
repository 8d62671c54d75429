/**
 * The intrinsics that the context bridge uses, taken before any page script runs. Pages may replace every global,
 * prototype method and iterator of their world, so bridge code calls these and nothing else.
 *
 * Rules for the code in this folder and in main-world/: no method calls on values (use the functions below); no for-of,
 * spread, array destructuring, async functions or regular expressions, all of which look up patched members; no writes to
 * array holes (setters on prototypes see them); null-prototype objects wherever the platform reads a dictionary.
 */

const { bind, call } = Function.prototype;

const uncurryThis = bind.bind(call) as unknown as <Result>(method: unknown) => Result;

/** `methodOf(Map.prototype, 'get')(map, key)` is `map.get(key)`, whatever happens to Map later. */
const methodOf = <Result>(holder: object, name: string): Result =>
  uncurryThis(Object.getOwnPropertyDescriptor(holder, name)?.value);

/** The getter of a prototype's accessor property as a function of the object. It throws for objects of other classes. */
const getterOf = <Self, Value>(holder: object, name: string): ((self: Self) => Value) =>
  uncurryThis(Object.getOwnPropertyDescriptor(holder, name)?.get);

const setterOf = <Self, Value>(holder: object, name: string): ((self: Self, value: Value) => void) =>
  uncurryThis(Object.getOwnPropertyDescriptor(holder, name)?.set);

export type AnyFunction = (...args: unknown[]) => unknown;

// Constructors. Always called through these names.
export const SafeError = Error;
export const SafeEvent = Event;
export const SafeCustomEvent = CustomEvent;
export const SafeFinalizationRegistry = FinalizationRegistry;
export const SafeMap = Map;
export const SafeMouseEvent = MouseEvent;
export const SafePromise = Promise;
export const SafeSet = Set;
export const SafeSubmitEvent = SubmitEvent;
export const SafeTypeError = TypeError;
export const SafeWeakMap = WeakMap;
export const SafeWeakRef = WeakRef;

// Functions of namespaces and constructors: no receiver needed.
export const { isArray } = Array;
export const { create: objectCreate, defineProperty, freeze, getPrototypeOf, keys: objectKeys } = Object;
export const { apply: reflectApply, has: reflectHas } = Reflect;
export const { parse: jsonParse, stringify: jsonStringify } = JSON;
export const { isFinite: isFiniteNumber } = Number;
export const toSafeString = String;
export const { error: consoleError } = console;
export const safeSetTimeout: (callback: () => void, delay: number) => unknown = setTimeout.bind(window);
export const arrayBufferIsView = ArrayBuffer.isView;
export const { prototype: objectPrototype } = Object;

// Methods, the receiver first.
export const objectToString = methodOf<(value: unknown) => string>(Object.prototype, 'toString');
export const stringEndsWith = methodOf<(text: string, end: string) => boolean>(String.prototype, 'endsWith');
export const stringStartsWith = methodOf<(text: string, start: string) => boolean>(String.prototype, 'startsWith');
export const stringSlice = methodOf<(text: string, start: number, end: number) => string>(String.prototype, 'slice');
export const mapGet = methodOf<<K, V>(map: Map<K, V>, key: K) => V | undefined>(Map.prototype, 'get');
export const mapSet = methodOf<<K, V>(map: Map<K, V>, key: K, value: V) => void>(Map.prototype, 'set');
export const mapDelete = methodOf<<K, V>(map: Map<K, V>, key: K) => boolean>(Map.prototype, 'delete');
export const mapClear = methodOf<<K, V>(map: Map<K, V>) => void>(Map.prototype, 'clear');
export const mapHas = methodOf<<K, V>(map: Map<K, V>, key: K) => boolean>(Map.prototype, 'has');
export const mapSize = getterOf<ReadonlyMap<unknown, unknown>, number>(Map.prototype, 'size');
export const setAdd = methodOf<<V>(set: Set<V>, value: V) => void>(Set.prototype, 'add');
export const setDelete = methodOf<<V>(set: Set<V>, value: V) => boolean>(Set.prototype, 'delete');
export const weakMapGet = methodOf<<K extends object, V>(map: WeakMap<K, V>, key: K) => V | undefined>(
  WeakMap.prototype,
  'get',
);
export const weakMapSet = methodOf<<K extends object, V>(map: WeakMap<K, V>, key: K, value: V) => void>(
  WeakMap.prototype,
  'set',
);
export const weakMapDelete = methodOf<<K extends object, V>(map: WeakMap<K, V>, key: K) => boolean>(
  WeakMap.prototype,
  'delete',
);
export const weakRefDeref = methodOf<<T extends object>(ref: WeakRef<T>) => T | undefined>(WeakRef.prototype, 'deref');
export const finalizationRegister = methodOf<<T>(registry: FinalizationRegistry<T>, target: object, held: T) => void>(
  FinalizationRegistry.prototype,
  'register',
);
/** Throws TypeError if `promise` is none. */
export const promiseThen = methodOf<
  (promise: unknown, onFulfilled: (value: unknown) => void, onRejected: (reason: unknown) => void) => void
>(Promise.prototype, 'then');

// The DOM.
export const addEventListener = methodOf<
  <E extends Event>(target: EventTarget, type: string, listener: (event: E) => void) => void
>(EventTarget.prototype, 'addEventListener');
export const dispatchEvent = methodOf<(target: EventTarget, event: Event) => boolean>(
  EventTarget.prototype,
  'dispatchEvent',
);
export const eventDetail = getterOf<CustomEvent, unknown>(CustomEvent.prototype, 'detail');
export const eventRelatedTarget = getterOf<MouseEvent, EventTarget | null>(MouseEvent.prototype, 'relatedTarget');
export const eventSubmitter = getterOf<SubmitEvent, HTMLElement | null>(SubmitEvent.prototype, 'submitter');
export const characterData = getterOf<CharacterData, string>(CharacterData.prototype, 'data');
export const setCharacterData = setterOf<CharacterData, string>(CharacterData.prototype, 'data');
export const nodeParent = getterOf<Node, Node | null>(Node.prototype, 'parentNode');
export const nodeType = getterOf<Node, number>(Node.prototype, 'nodeType');
export const nodeRoot = methodOf<(node: Node) => Node>(Node.prototype, 'getRootNode');
export const removeChild = methodOf<(parent: Node, child: Node) => Node>(Node.prototype, 'removeChild');
export const adoptNode = methodOf<(document: Document, node: Node) => Node>(Document.prototype, 'adoptNode');
/** Throws TypeError if the node is no shadow root. */
export const shadowHost = getterOf<Node, Element>(ShadowRoot.prototype, 'host');
/** Throws TypeError if the value is no Element. */
export const elementTagName = getterOf<unknown, string>(Element.prototype, 'tagName');
/** Throws TypeError if the value is no DOMException. */
export const domExceptionMessage = getterOf<unknown, string>(DOMException.prototype, 'message');

/** This world's global. */
export const globalWindow = window;
const windowDocument = getterOf<Window, Document>(window, 'document');

/** The document that is current now: a window may outlive its first one. */
export const currentDocument = (): Document => windowDocument(globalWindow);

// Structured clones where events do not work yet (stash.ts).
const safePerformance = performance;
const performanceMark = methodOf<(self: Performance, name: string, options: PerformanceMarkOptions) => unknown>(
  Performance.prototype,
  'mark',
);
const performanceGetEntriesByName = methodOf<(self: Performance, name: string) => PerformanceEntry[]>(
  Performance.prototype,
  'getEntriesByName',
);
const performanceClearMarks = methodOf<(self: Performance, name: string) => void>(Performance.prototype, 'clearMarks');
const markDetail = getterOf<PerformanceEntry, unknown>(PerformanceMark.prototype, 'detail');

/** Throws DataCloneError. */
export const setMark = (name: string, options: PerformanceMarkOptions): void => {
  performanceMark(safePerformance, name, options);
};

/** The detail of the mark of that name, which is cleared; undefined if there is none. */
export const takeMark = (name: string): unknown => {
  const entry = performanceGetEntriesByName(safePerformance, name)[0];
  if (!entry) return undefined;
  performanceClearMarks(safePerformance, name);
  return markDetail(entry);
};
