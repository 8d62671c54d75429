// The samples of the seed document about the network of a session.
import { expect } from 'chai';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { rejectionOf } from './lib/fetch';
import { listen, listenSecurely } from './lib/servers';
import { newSession, newWindow } from './lib/sessions';
import { tempDir } from './lib/temp';

describe('seed samples of the network', () => {
  it('ses.setCertificateVerifyProc(proc): one host is trusted', async () => {
    const { origin } = await listenSecurely();
    const win = newWindow();
    win.webContents.session.setCertificateVerifyProc((request, callback) => {
      const { hostname } = request;
      if (hostname === 'localhost') callback(0);
      else callback(-2);
    });
    await win.loadURL(origin.replace('127.0.0.1', 'localhost'));
    expect((await rejectionOf(win.loadURL(origin))).message).to.match(/^ERR_FAILED/);
  });

  it('ses.enableNetworkEmulation(options): GPRS, then an outage', async () => {
    const { origin } = await listen('server');
    const win = newWindow();
    win.webContents.session.enableNetworkEmulation({ latency: 500, downloadThroughput: 6400, uploadThroughput: 6400 });
    const start = performance.now();
    await win.loadURL(origin);
    expect(performance.now() - start).to.be.above(480);
    win.webContents.session.enableNetworkEmulation({ offline: true });
    expect((await rejectionOf(win.loadURL(origin))).message).to.match(/^ERR_INTERNET_DISCONNECTED/);
  });

  it('ses.netLog: nobody waits for the start', async () => {
    const { netLog } = newSession();
    const file = path.join(tempDir(), 'net-log');
    void netLog.startLogging(file);
    await netLog.stopLogging();
    expect(existsSync(file)).to.equal(true);
  });

  it('ses.allowNTLMCredentialsForDomains(domains): some, and all', () => {
    const ses = newSession();
    ses.allowNTLMCredentialsForDomains('*example.com, *foobar.com, *baz');
    ses.allowNTLMCredentialsForDomains('*');
  });
});
