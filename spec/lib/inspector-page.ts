// The session inspector in a window, for specs of the default app.
import { expect } from 'chai';
import * as path from 'node:path';
import { newAppHome, runApp, spawnApp, spawnPath, type AppHome, type SpawnedApp } from './apps';
import { startDisplay } from './display';
import { until } from './until';

const DRIVER = path.join(__dirname, '..', 'fixtures', 'apps', 'page-console.js');

/** The processes of the default app are known by this, because its name is not the mark. */
export const userDataSwitch = (home: AppHome): string => `--user-data-dir=${home.userData}`;

/** The inspector in a window, and its page at the other end of the app's stdin. */
export class InspectorPage {
  readonly #app: SpawnedApp;
  #lines = 0;

  constructor(app: SpawnedApp) {
    this.#app = app;
  }

  /** `source`: an app that has the inspector in it, which makes the first window; without one the default app itself. */
  static async open(home = newAppHome(), source?: string): Promise<InspectorPage> {
    const env = { DISPLAY: await startDisplay(), WAYLAND_DISPLAY: undefined };
    const options = { home, env, launcherArgs: [userDataSwitch(home), '-r', DRIVER] };
    const page = new InspectorPage(source === undefined ? spawnPath(null, options) : spawnApp(source, options));
    await page.until('a list of sessions', "document.querySelectorAll('#sessions tbody tr').length >= 2");
    await page.until('the default session', "document.querySelector('#panel-cookies b')?.textContent === 'No cookies'");
    return page;
  }

  /** Runs code on one line in the page. */
  async run<T>(code: string): Promise<T> {
    this.#app.send(code);
    const result = await this.#app.report<[T] | { error: string }>(this.#lines++);
    if ('error' in result) throw new Error(result.error);
    return result[0];
  }

  until(what: string, code: string): Promise<unknown> {
    return until(what, () => this.run(code));
  }

  /** Fills a dialog in and submits it. */
  submit(dialog: string, fields: Record<string, string | boolean>): Promise<unknown> {
    const assignments = Object.entries(fields).map(([name, value]) =>
      typeof value === 'boolean'
        ? `form.elements.namedItem('${name}').checked = ${value};`
        : `form.elements.namedItem('${name}').value = ${JSON.stringify(value)};`,
    );
    return this.run(
      `{ const form = document.querySelector('#dialog-${dialog} form'); ${assignments.join(' ')} form.requestSubmit(); }`,
    );
  }

  click(selector: string): Promise<unknown> {
    return this.run(`document.querySelector(${JSON.stringify(selector)}).click()`);
  }

  /** Makes a session and waits until it is on show. */
  async createSession(name: string): Promise<void> {
    await this.click('#new-session');
    await this.submit('session', { name });
    await this.until('the new session', `document.querySelector('#detail-name').textContent === 'persist:${name}'`);
    await this.until('its cookies', "document.querySelector('#panel-cookies b')?.textContent === 'No cookies'");
  }
}

/** Leaves a partition with a cookie on disk, as an earlier run of an app would. */
export async function leavePartition(home: AppHome, partition: string): Promise<void> {
  const { code, stderr } = await runApp(
    `const { app, session } = require('electron');
    app.whenReady().then(async () => {
      const { cookies } = session.fromPartition(${JSON.stringify(partition)});
      const expirationDate = Date.now() / 1000 + 86400;
      await cookies.set({ url: 'https://shop.example/', name: 'basket', value: 'VERY-SECRET', secure: true, expirationDate });
      await cookies.flushStore();
      app.exit();
    });`,
    { home, launcherArgs: [userDataSwitch(home)] },
  );
  expect(code, stderr).to.equal(0);
}
