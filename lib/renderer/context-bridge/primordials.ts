/**
 * The intrinsics that the context bridge uses, taken before any page script runs. Pages may replace every global,
 * prototype method and iterator of their world, so bridge code calls these and nothing else.
 *
 * Rules for the code in this folder and in main-world/: no method calls on values (use the functions below); no for-of,
 * spread, array destructuring, async functions or regular expressions, all of which look up patched members; no writes to
 * array holes (setters on prototypes see them); null-prototype objects wherever the platform reads a dictionary.
 */

const { getOwnPropertyDescriptor } = Object;
const own = (holder: object, name: string, part: 'value' | 'get' | 'set'): unknown =>
  getOwnPropertyDescriptor(holder, name)?.[part];

const bind = own(Function.prototype, 'bind', 'value') as (this: unknown, self: unknown) => unknown;
const uncurryThis = Reflect.apply(bind, bind, [Reflect.get(Function.prototype, 'call')]) as (
  method: unknown,
) => unknown;

/** `methodOf(Map.prototype, 'get')(map, key)` is `map.get(key)`, whatever happens to Map later. */
const methodOf = (holder: object, name: string): unknown => uncurryThis(own(holder, name, 'value'));
/** A prototype's getter as a function of the object. It throws for objects of other classes. */
const getterOf = (holder: object, name: string): unknown => uncurryThis(own(holder, name, 'get'));
/** A prototype's setter as a function of object and value. */
const setterOf = (holder: object, name: string): unknown => uncurryThis(own(holder, name, 'set'));

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
export const SafeSymbol = Symbol;
export const SafeTypeError = TypeError;
export const SafeWeakMap = WeakMap;
export const SafeWeakRef = WeakRef;

// Functions of namespaces and constructors: no receiver needed.
export const { isArray } = Array;
export const {
  create: objectCreate,
  defineProperty,
  freeze,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  keys: objectKeys,
} = Object;
export const { for: symbolFor, keyFor: symbolKeyFor } = Symbol;
export const { apply: reflectApply, has: reflectHas } = Reflect;
export const { parse: jsonParse, stringify: jsonStringify } = JSON;
export const { isFinite: isFiniteNumber } = Number;
export const toSafeString = String;
export const { error: consoleError } = console;
export const safeSetTimeout: (callback: () => void, delay: number) => unknown = setTimeout.bind(window);
export const arrayBufferIsView = own(ArrayBuffer, 'isView', 'value') as (value: unknown) => boolean;
export const { prototype: objectPrototype } = Object;

// Methods, the receiver first.
export const isEnumerable = methodOf(Object.prototype, 'propertyIsEnumerable') as (
  object: object,
  key: PropertyKey,
) => boolean;
export const symbolDescription = getterOf(Symbol.prototype, 'description') as (value: symbol) => string | undefined;
export const objectToString = methodOf(Object.prototype, 'toString') as (value: unknown) => string;
export const stringEndsWith = methodOf(String.prototype, 'endsWith') as (text: string, end: string) => boolean;
export const stringStartsWith = methodOf(String.prototype, 'startsWith') as (text: string, start: string) => boolean;
export const stringSlice = methodOf(String.prototype, 'slice') as (text: string, start: number, end: number) => string;
export const mapGet = methodOf(Map.prototype, 'get') as <K, V>(map: Map<K, V>, key: K) => V | undefined;
export const mapSet = methodOf(Map.prototype, 'set') as <K, V>(map: Map<K, V>, key: K, value: V) => void;
export const mapDelete = methodOf(Map.prototype, 'delete') as <K, V>(map: Map<K, V>, key: K) => boolean;
export const mapClear = methodOf(Map.prototype, 'clear') as <K, V>(map: Map<K, V>) => void;
export const mapSize = getterOf(Map.prototype, 'size') as (self: ReadonlyMap<unknown, unknown>) => number;
export const setAdd = methodOf(Set.prototype, 'add') as <V>(set: Set<V>, value: V) => void;
export const setDelete = methodOf(Set.prototype, 'delete') as <V>(set: Set<V>, value: V) => boolean;
export const weakMapGet = methodOf(WeakMap.prototype, 'get') as <K extends object, V>(
  map: WeakMap<K, V>,
  key: K,
) => V | undefined;
export const weakMapSet = methodOf(WeakMap.prototype, 'set') as <K extends object, V>(
  map: WeakMap<K, V>,
  key: K,
  value: V,
) => void;
export const weakMapDelete = methodOf(WeakMap.prototype, 'delete') as <K extends object, V>(
  map: WeakMap<K, V>,
  key: K,
) => boolean;
export const weakRefDeref = methodOf(WeakRef.prototype, 'deref') as <T extends object>(
  ref: WeakRef<T>,
) => T | undefined;
export const finalizationRegister = methodOf(FinalizationRegistry.prototype, 'register') as <T>(
  registry: FinalizationRegistry<T>,
  target: object,
  held: T,
) => void;
/** Throws TypeError if `promise` is none. */
export const promiseThen = methodOf(Promise.prototype, 'then') as (
  promise: unknown,
  onFulfilled: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
) => void;

// The DOM.
export const addEventListener = methodOf(EventTarget.prototype, 'addEventListener') as (
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
) => void;
export const dispatchEvent = methodOf(EventTarget.prototype, 'dispatchEvent') as (
  target: EventTarget,
  event: Event,
) => boolean;
export const eventDetail = getterOf(CustomEvent.prototype, 'detail') as (self: CustomEvent) => unknown;
export const eventRelatedTarget = getterOf(MouseEvent.prototype, 'relatedTarget') as (
  self: MouseEvent,
) => EventTarget | null;
export const eventSubmitter = getterOf(SubmitEvent.prototype, 'submitter') as (self: SubmitEvent) => HTMLElement | null;
export const characterData = getterOf(CharacterData.prototype, 'data') as (self: CharacterData) => string;
export const setCharacterData = setterOf(CharacterData.prototype, 'data') as (
  self: CharacterData,
  value: string,
) => void;
export const nodeParent = getterOf(Node.prototype, 'parentNode') as (self: Node) => Node | null;
export const nodeType = getterOf(Node.prototype, 'nodeType') as (self: Node) => number;
export const nodeRoot = methodOf(Node.prototype, 'getRootNode') as (node: Node) => Node;
export const removeChild = methodOf(Node.prototype, 'removeChild') as (parent: Node, child: Node) => Node;
export const adoptNode = methodOf(Document.prototype, 'adoptNode') as (document: Document, node: Node) => Node;
/** Throws TypeError if the node is no shadow root. */
export const shadowHost = getterOf(ShadowRoot.prototype, 'host') as (self: Node) => Element;
/** Throws TypeError if the value is no Element. */
export const elementTagName = getterOf(Element.prototype, 'tagName') as (self: unknown) => string;
/** Throws TypeError if the value is no DOMException. */
export const domExceptionMessage = getterOf(DOMException.prototype, 'message') as (self: unknown) => string;

/** This world's global. */
export const globalWindow = window;
const windowDocument = getterOf(window, 'document') as (self: Window) => Document;

/** The document that is current now: a window may outlive its first one. */
export const currentDocument = (): Document => windowDocument(globalWindow);

// Structured clones where events do not work yet (stash.ts).
const safePerformance = performance;
const performanceMark = methodOf(Performance.prototype, 'mark') as (
  self: Performance,
  name: string,
  options: PerformanceMarkOptions,
) => unknown;
const performanceGetEntriesByName = methodOf(Performance.prototype, 'getEntriesByName') as (
  self: Performance,
  name: string,
) => PerformanceEntry[];
const performanceClearMarks = methodOf(Performance.prototype, 'clearMarks') as (
  self: Performance,
  name: string,
) => void;
const markDetail = getterOf(PerformanceMark.prototype, 'detail') as (self: PerformanceEntry) => unknown;

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
