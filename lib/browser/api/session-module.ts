/** The `session` module (docs/api/session.md): the sessions of the app. */
import { emitToApp } from '../app-calls';
import { chromiumArguments } from '../app/chromium-arguments';
import { lifecycle } from '../app/lifecycle';
import { runningApp } from '../app/running-app';
import { createEvent } from '../event';
import { LIBRARY } from '../internals';
import { goneDetails } from '../session/gone-details';
import { SessionFactory, type SessionOptions } from '../session/session-factory';
import { PageTargets } from '../web-contents/page-targets';
import { app } from './app';
import { Session } from './session';

const sessions = new SessionFactory<Session>({
  isReady: () => runningApp.isOpen,
  sessionData: () => app.getPath('sessionData'),
  userAgent: () => app.userAgentFallback,
  switches: chromiumArguments.switches,
  arguments: chromiumArguments.arguments,
  addFinisher: (finish) => lifecycle.addFinisher(finish),
  createSession: (context) => new Session(LIBRARY, context),
  onCreated(ses, context) {
    context.on('ended', (browser, exit) => {
      if (!browser.closing) emitToApp(app, 'child-process-gone', createEvent(), goneDetails(exit));
    });
    emitToApp(app, 'session-created', ses);
  },
  warmUp: (browser) => PageTargets.of(browser).warmUp(),
});

export const session = {
  fromPartition: (partition: string, options?: SessionOptions): Session => sessions.fromPartition(partition, options),
  fromPath: (path: string, options?: SessionOptions): Session => sessions.fromPath(path, options),
  get defaultSession(): Session {
    return sessions.defaultSession;
  },
  /** Addition: every session of the app, oldest first. */
  getAllSessions: (): Session[] => sessions.all(),
};
