// A server that answers with what it was asked.
import type * as http from 'node:http';
import { listen, type LocalServer } from './servers';

export interface Echo {
  method: string;
  url: string;
  httpVersion: string;
  /** Names and values as they were sent. */
  rawHeaders: string[];
  headers: Record<string, string | undefined>;
  body: string;
}

/** Every path answers with JSON of an Echo, but for those that `own` takes, returning true. */
export function listenEcho(
  own: (request: http.IncomingMessage, response: http.ServerResponse) => boolean = () => false,
): Promise<LocalServer> {
  return listen((request, response) => {
    if (own(request, response)) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, httpVersion, rawHeaders, headers } = request;
      const body = Buffer.concat(chunks).toString();
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method, url, httpVersion, rawHeaders, headers, body }));
    });
  });
}
