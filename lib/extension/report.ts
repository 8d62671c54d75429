/** Sends messages to the main process, through a DevTools binding that exists before the first script. */
import type { HELPER_BINDING, HelperMessage } from '../common/helper-messages';

/** Absent where no main process listens. */
const bindings = globalThis as unknown as { [K in typeof HELPER_BINDING]?: (payload: string) => void };

export const reportText = (text: string): void => bindings.valenceReport?.(text);

export const report = (message: HelperMessage): void => reportText(JSON.stringify(message));
