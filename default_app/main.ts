/** The default app: what `valence` runs without an app, or with a page instead of one. */
import { app } from 'electron';
import { printInspector, showInspector } from './inspector/inspector';
import { printPage, showPage } from './page';
import { takePictureSwitch } from './picture';

/** Set by the launcher if a page was named: `valence page.html`. */
const pageURL = process.argv.slice(1).find((argument) => /^(https?|file):/i.test(argument));
const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

async function show(): Promise<void> {
  if (pageURL === undefined) await showInspector();
  else await showPage(pageURL);
}

/** Without a display no user could close the window, and who wants a picture wants it now: the app ends by itself. */
async function print(picture: string | null): Promise<void> {
  if (pageURL === undefined) await printInspector(picture);
  else await printPage(pageURL, picture);
  app.exit(0);
}

async function run(): Promise<void> {
  // Before the first Chromium is started.
  const picture = takePictureSwitch();
  await app.whenReady();
  await (hasDisplay && picture === null ? show() : print(picture));
}

run().catch((error: unknown) => {
  console.error(`valence: ${error instanceof Error ? error.message : String(error)}`);
  app.exit(1);
});
