/** Request headers as a listener wants them, in what Chromium accepts. */
import { toEntries, type HeaderEntry } from '../http';
import type { RequestHeaders } from './headers';

/** Chromium refuses a request with any of these: the network stack writes them (services/network header_util.cc). */
const REFUSED = new Set([
  'content-length',
  'cookie2',
  'host',
  'keep-alive',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Chromium adds these where they are missing; with an empty value Referer is left out, the others are sent empty. */
const FILLED_IN = new Set(['cookie', 'user-agent', 'referer']);

const isRefused = (name: string, value: string): boolean => {
  const lower = name.toLowerCase();
  return (
    REFUSED.has(lower) || lower.startsWith('proxy-') || (lower === 'connection' && value.toLowerCase() === 'upgrade')
  );
};

/** `before`: what Chromium would send. Returns the headers, and the names of those that Chromium does not let be set. */
export function sentHeaders(
  before: RequestHeaders,
  wanted: RequestHeaders,
): { headers: HeaderEntry[]; refused: string[] } {
  const entries = toEntries(wanted);
  const refused = entries.filter(({ name, value }) => isRefused(name, value)).map(({ name }) => name);
  const names = new Set(entries.map(({ name }) => name.toLowerCase()));
  const removed = Object.keys(before).filter((name) => {
    const lower = name.toLowerCase();
    return FILLED_IN.has(lower) && !names.has(lower);
  });
  return {
    headers: [
      ...entries.filter(({ name, value }) => !isRefused(name, value)),
      ...removed.map((name) => ({ name, value: '' })),
    ],
    refused,
  };
}
