// Protocol handlers of the running test, and pages that use them.
import { defer } from './cleanup';

export type Handler = (request: Request) => Response | Promise<Response>;

/** Sets a handler; removed after the test. */
export function handle(ses: Electron.Session, scheme: string, handler: Handler): void {
  ses.protocol.handle(scheme, handler);
  defer(() => {
    if (ses.protocol.isProtocolHandled(scheme)) ses.protocol.unhandle(scheme);
  });
}

/** A document. */
export const page = (html = '<title>A page</title>', headers: Record<string, string> = {}): Response =>
  new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });

export const text = (body: string, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'content-type': 'text/plain', ...headers } });

/** By path; everything else is a page. */
export const routes =
  (answers: Record<string, Handler>): Handler =>
  (request) =>
    (answers[new URL(request.url).pathname] ?? ((): Response => page()))(request);

/** What console.error() was called with, one text a call, instead of printing it. */
export function captureErrors(): string[] {
  const errors: string[] = [];
  const { error } = console;
  console.error = (...args: unknown[]): void => void errors.push(args.map(String).join(' '));
  defer(() => (console.error = error));
  return errors;
}

/** Body and status of fetch() in a page, or its error. */
export const fetchIn = (contents: Electron.WebContents, url: string, init: object = {}): Promise<string> =>
  contents.executeJavaScript(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)})
      .then(async (response) => response.status + ' ' + (await response.text()), (error) => error.name)`,
  ) as Promise<string>;

/** The error a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The promise was expected to reject');
}
