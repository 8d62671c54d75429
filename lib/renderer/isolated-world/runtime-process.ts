/** The `process` of sandboxed preload scripts (docs/api/process.md). */
// oxlint-disable-next-line unicorn/prefer-node-protocol -- the npm package of that name
import { EventEmitter } from 'events';
import type { RendererProcessConfig } from '../../common/renderer-config';

/** Electron has these in sandboxed renderers. A page of stock Chromium cannot tell or do what they are for. */
const UNAVAILABLE = [
  'crash',
  'getBlinkMemoryInfo',
  'getCPUUsage',
  'getCreationTime',
  'getHeapStatistics',
  'getIOCounters',
  'getProcessMemoryInfo',
  'getSystemMemoryInfo',
  'getSystemVersion',
  'takeHeapSnapshot',
] as const;

export interface RuntimeProcessOptions {
  data: RendererProcessConfig;
  contextIsolated: boolean;
  isMainFrame: boolean;
}

/** An EventEmitter that emits 'loaded' once the preload scripts have run. */
export function createProcess({ data, contextIsolated, isMainFrame }: RuntimeProcessOptions): EventEmitter {
  const members = {
    ...data,
    contextIsolated,
    isMainFrame,
    sandboxed: true,
    type: 'renderer',
    contextId: randomId(),
    noDeprecation: false,
    throwDeprecation: false,
    traceDeprecation: false,
    nextTick: (callback: (...args: unknown[]) => void, ...args: unknown[]): void => {
      queueMicrotask(() => callback(...args));
    },
    cwd: (): string => '/',
    hang: (): never => {
      for (;;);
    },
  };
  return Object.assign(new EventEmitter(), members, Object.fromEntries(UNAVAILABLE.map(unavailable)));
}

/** 32 hexadecimal digits. crypto.randomUUID() exists in secure contexts only. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function unavailable(name: string): [name: string, method: () => never] {
  const method = (): never => {
    throw new Error(`process.${name}() is not available in renderers on stock Chromium (docs/limits.md).`);
  };
  return [name, method];
}
