/** The options of ses.createInterruptedDownload(). */
import { basename, resolve } from 'node:path';
import {
  validateInteger,
  validateNumber,
  validateObject,
  validateString,
  validateStringArray,
} from '../../common/validators';
import type { DownloadInfo } from './download';

export interface InterruptedDownload {
  info: DownloadInfo;
  savePath: string;
  offset: number;
  length: number;
}

/** Throws Error as Electron does, and TypeError for values of a wrong type. */
export function interruptedDownload(options: Electron.CreateInterruptedDownloadOptions): InterruptedDownload {
  validateObject(options, 'options');
  const { path = '', urlChain = [], mimeType = '', lastModified = '', eTag = '' } = options;
  const { offset = 0, length = 0, startTime = Date.now() / 1000 } = options;
  for (const [name, value] of Object.entries({ path, mimeType, lastModified, eTag })) {
    validateString(value, `options.${name}`);
  }
  validateStringArray(urlChain, 'options.urlChain');
  for (const [name, value] of Object.entries({ offset, length })) validateInteger(value, `options.${name}`);
  validateNumber(startTime, 'options.startTime');
  if (path === '' || urlChain.length === 0 || length <= 0) {
    throw new Error('Must pass non-empty path, urlChain and length.');
  }
  if (offset < 0 || offset >= length) throw new Error('Must pass an offset value less than length.');
  const bad = urlChain.find((url) => !URL.canParse(url));
  if (bad !== undefined) throw new TypeError(`options.urlChain must be an array of URLs, got '${bad}'`);
  const savePath = resolve(path);
  return {
    info: {
      urlChain: [...urlChain],
      mimeType,
      filename: basename(savePath),
      contentDisposition: '',
      eTag,
      lastModified,
      startTime,
      hasUserGesture: false,
    },
    savePath,
    offset,
    length,
  };
}
