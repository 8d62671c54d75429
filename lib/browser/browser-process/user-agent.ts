/** The user agent of an app, put together as Electron does it. */
import { ELECTRON_VERSION } from '../../common/versions';
import { chromium } from './chromium';

/** Tokens of a user agent may not hold spaces or what is not ASCII. */
const token = (text: string): string => text.replace(/[^\x21-\x7e]/g, '').replace(/[()<>@,;:\\"/[\]?={}]/g, '');

/** `Mozilla/5.0 (X11; Linux x86_64) … my-app/1.2.3 Chrome/156.0.8078.79 Electron/28.3.3 Safari/537.36` */
export function defaultUserAgent(appName: string, appVersion: string): string {
  const cpu = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const name = token(appName);
  const product = name && name !== 'Electron' ? `${name}/${token(appVersion) || '0.0.0'} ` : '';
  return (
    `Mozilla/5.0 (X11; Linux ${cpu}) AppleWebKit/537.36 (KHTML, like Gecko) ` +
    `${product}Chrome/${chromium().version} Electron/${ELECTRON_VERSION} Safari/537.36`
  );
}
