/** Tells where the frames of a page go that Chromium cannot show. */
import { isExternal, type ExternalProtocols } from '../permission-manager/external-protocols';
import type { Frame } from './frame';
import type { Page } from './page';

/** How many links of one page may wait for the app, or for the program that opens them. */
const MAX_OPEN = 16;

export function reportExternalNavigations(
  page: Page,
  protocols: ExternalProtocols,
  webContents: Electron.WebContents,
): void {
  const open = new Map<AbortController, Frame>();
  let warned = false;
  const abort = (concerned: (frame: Frame) => boolean): void => {
    for (const [controller, frame] of open) if (concerned(frame)) controller.abort();
  };
  page.frames.on('startedNavigating', (frame, { url }) => {
    if (!isExternal(url)) return;
    if (open.size >= MAX_OPEN) {
      if (!warned) {
        process.emitWarning(
          `A page of ${frame.top.origin} has ${MAX_OPEN} external links open at once: further ones are refused.`,
          {
            code: 'VALENCE_PERMISSION_FLOOD',
          },
        );
      }
      warned = true;
      return;
    }
    const controller = new AbortController();
    open.set(controller, frame);
    const { isMain: isMainFrame, url: requestingUrl } = frame;
    void protocols
      .navigating({ url, webContents, origin: frame.top.origin, requestingUrl, isMainFrame, signal: controller.signal })
      .then(() => open.delete(controller));
  });
  page.frames.on('navigated', (frame) => abort((other) => frame.isMain || other === frame));
  page.frames.on('detached', (frame) => abort((other) => other === frame));
  page.on('crashed', () => abort(() => true));
  page.on('closed', () => abort(() => true));
}
