/** The `nativeTheme` module (docs/api/native-theme.md). */
import { EventEmitter } from 'node:events';
import { validateOneOf } from '../../common/validators';
import { emitToApp } from '../app-calls';
import { LIBRARY, requireLibrary } from '../internals';
import { THEME_SOURCES, themeSource, type Source } from '../native-theme/theme-source';

export class NativeTheme extends EventEmitter {
  constructor(key: typeof LIBRARY) {
    super();
    requireLibrary(key);
  }

  get themeSource(): Source {
    return themeSource.source;
  }

  set themeSource(source: Source) {
    validateOneOf(source, 'themeSource', THEME_SOURCES);
    if (source === themeSource.source) return;
    themeSource.source = source;
    emitToApp(this, 'updated');
  }

  get shouldUseDarkColors(): boolean {
    return themeSource.isDark;
  }

  /** Of Windows and macOS, as are the next two. */
  get shouldUseHighContrastColors(): boolean {
    return false;
  }

  get shouldUseInvertedColorScheme(): boolean {
    return false;
  }

  get inForcedColorsMode(): boolean {
    return false;
  }
}

export const nativeTheme = new NativeTheme(LIBRARY);
