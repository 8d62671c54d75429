/** The `session` module (docs/api/session.md): the sessions of the app. */
import { emitToApp } from '../app-calls';
import { chromiumArguments } from '../app/chromium-arguments';
import { gpuInfo } from '../app/gpu-info';
import { lifecycle } from '../app/lifecycle';
import { runningApp } from '../app/running-app';
import { systemNetwork } from '../app/system-network';
import { createEvent } from '../event';
import { LIBRARY } from '../internals';
import { dnsConfig } from '../network-context/dns-config';
import { goneDetails } from '../session/gone-details';
import { sessionContexts } from '../session/internals';
import { SessionFactory, type SessionOptions } from '../session/session-factory';
import { PageTargets } from '../web-contents/page-targets';
import { app } from './app';
import { Session } from './session';

/** In memory, and no session of the app's: what utility processes use once they have a proxy of their own. */
const SYSTEM_PARTITION = 'valence:system';

const sessions = new SessionFactory<Session>({
  isReady: () => runningApp.isOpen,
  sessionData: () => app.getPath('sessionData'),
  userAgent: () => app.userAgentFallback,
  switches: chromiumArguments.switches,
  arguments: chromiumArguments.arguments,
  addFinisher: (finish) => lifecycle.addFinisher(finish),
  createSession: (context) => new Session(LIBRARY, context),
  onCreated(ses, context) {
    dnsConfig.add(context);
    context.on('ended', (browser, exit) => {
      if (!browser.closing) emitToApp(app, 'child-process-gone', createEvent(), goneDetails(exit));
    });
    if (context.partition !== SYSTEM_PARTITION) emitToApp(app, 'session-created', ses);
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
  getAllSessions: (): Session[] => sessions.all().filter((ses) => ses !== system),
};

gpuInfo.setReader(async () => {
  const browser = await sessionContexts.of(session.defaultSession).browser();
  return browser.root.send('SystemInfo.getInfo');
});

let system: Session | null = null;

/** Whose network utility processes use: that of the default session until app.setProxy() was called. */
export const systemSession = (): Session => system ?? session.defaultSession;

systemNetwork.setSource({
  async setProxy(config) {
    system ??= sessions.fromPartition(SYSTEM_PARTITION);
    await system.setProxy(config);
  },
  resolveProxy: (url) => systemSession().resolveProxy(url),
});
