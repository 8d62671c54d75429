/** The `systemPreferences` module (docs/api/system-preferences.md): all that Electron has of it on Linux. */
import { EventEmitter } from 'node:events';
import { LIBRARY, requireLibrary } from '../internals';
import { desktopSetting } from '../native-theme/desktop-setting';
import { app } from './app';

export class SystemPreferences
  extends EventEmitter
  implements Pick<Electron.SystemPreferences, 'getAnimationSettings'>
{
  constructor(key: typeof LIBRARY) {
    super();
    requireLibrary(key);
  }

  /** Desktops of Linux have one setting for all animations. */
  getAnimationSettings(): Electron.AnimationSettings {
    const enabled = desktopSetting('enable-animations') !== 'false';
    return {
      shouldRenderRichAnimation: enabled,
      scrollAnimationsEnabledBySystem: enabled,
      prefersReducedMotion: !enabled || app.commandLine.hasSwitch('force-prefers-reduced-motion'),
    };
  }
}

export const systemPreferences = new SystemPreferences(LIBRARY);
