/** The default app: what `valence` runs without an app, or with a page instead of one. */
import { app } from 'electron';
import { printInspector, showInspector } from './inspector/inspector';
import { printPage, showPage } from './page';

/** Set by the launcher if a page was named: `valence page.html`. */
const pageURL = process.argv.slice(1).find((argument) => /^(https?|file):/i.test(argument));
const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

async function show(): Promise<void> {
  if (pageURL === undefined) await showInspector();
  else await showPage(pageURL);
}

/** Nobody can close a window that nobody sees: the app ends by itself. */
async function print(): Promise<void> {
  if (pageURL === undefined) await printInspector();
  else await printPage(pageURL);
  app.exit(0);
}

async function run(): Promise<void> {
  await app.whenReady();
  await (hasDisplay ? show() : print());
}

run().catch((error: unknown) => {
  console.error(`valence: ${error instanceof Error ? error.message : String(error)}`);
  app.exit(1);
});
