/** The loopback server of the pages that every contender loads. Lives in the bench, not in a measured process. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSteeringServers } from './steering-servers';

/** A small page as apps have them: some markup, a style, a script. No favicon, so that no contender asks for one. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Bench</title>
<link rel="icon" href="data:,">
<style>body { font: 16px sans-serif; margin: 2em } li { padding: 2px }</style>
<h1>Bench</h1>
<ul id="list"></ul>
<script>
  const list = document.getElementById('list');
  for (let i = 0; i < 100; i++) list.append(Object.assign(document.createElement('li'), { textContent: 'Line ' + i }));
</script>
</html>
`;

/** `/large` is 100 MB in pieces, `/file/2000/name` an attachment of so many bytes. */
const PIECE = Buffer.alloc(1_000_000);
const LARGE = 100 * PIECE.length;

function sendBytes(response: ServerResponse, size: number): void {
  response.setHeader('content-length', size);
  let left = size;
  const write = (): void => {
    while (left > 0) {
      const piece = PIECE.subarray(0, left);
      left -= piece.length;
      if (response.write(piece)) continue;
      response.once('drain', write);
      return;
    }
    response.end();
  };
  write();
}

export interface PageServer {
  /** "http://127.0.0.1:41234/" */
  url: string;
  close(): void;
}

/** `certificates`: a directory with localhost.key and localhost.crt, for the cases that want TLS. */
export async function startPageServer(certificates: string): Promise<PageServer> {
  let steering: ReturnType<typeof startSteeringServers> | undefined;
  const server = createServer(({ url }, response) => {
    if (url === '/steering-servers') {
      void (steering ??= startSteeringServers(certificates)).then((servers) => response.end(JSON.stringify(servers)));
      return;
    }
    if (url === '/large') {
      sendBytes(response, LARGE);
      return;
    }
    const size = /^\/file\/(\d+)\//.exec(url ?? '')?.[1];
    if (size !== undefined) {
      response.setHeader('content-type', 'application/octet-stream');
      response.setHeader('content-disposition', 'attachment');
      sendBytes(response, Number(size));
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(PAGE);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
