// What process._linkedBinding() has in an Electron build and Electron's specs ask for. Only in the process of the suite.
import { collectGarbage } from '../lib/garbage';

const hidden = new WeakMap<object, Map<string, unknown>>();

const BINDINGS: Record<string, () => object> = {
  // Which parts a build has.
  electron_common_features: () => ({
    isBuiltinSpellCheckerEnabled: () => true,
    isComponentBuild: () => false,
    isDesktopCapturerEnabled: () => true,
    isExtensionsEnabled: () => true,
    isFakeLocationProviderEnabled: () => true,
    isOffscreenRenderingEnabled: () => false,
    isPDFViewerEnabled: () => true,
    isPictureInPictureEnabled: () => true,
    isPrintingEnabled: () => true,
    isTtsEnabled: () => true,
    isViewApiEnabled: () => false,
    isWinDarkModeWindowUIEnabled: () => false,
  }),
  electron_common_v8_util: () => ({
    requestGarbageCollectionForTesting: collectGarbage,
    runUntilIdle: () => undefined,
    getHiddenValue: (object: object, key: string): unknown => hidden.get(object)?.get(key),
    setHiddenValue: (object: object, key: string, value: unknown): void => {
      if (!hidden.has(object)) hidden.set(object, new Map());
      hidden.get(object)?.set(key, value);
    },
    deleteHiddenValue: (object: object, key: string): void => {
      hidden.get(object)?.delete(key);
    },
  }),
};

/** Adds them to those that the binary has. */
export function addLinkedBindings(): void {
  const linked = process._linkedBinding.bind(process) as (name: string) => object;
  Object.defineProperty(process, '_linkedBinding', {
    configurable: true,
    value: (name: string): object => BINDINGS[name]?.() ?? linked(name),
  });
}
