/** The loopback server of the pages that every contender loads. Lives in the bench, not in a measured process. */
import { createServer } from 'node:http';
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

/** `/large` is 100 MB in pieces. */
const LARGE = 1_000_000;
const LARGE_PIECES = 100;

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
      response.setHeader('content-length', LARGE * LARGE_PIECES);
      const piece = Buffer.alloc(LARGE);
      let left = LARGE_PIECES;
      const write = (): void => {
        while (left-- > 0) {
          if (response.write(piece)) continue;
          response.once('drain', write);
          return;
        }
        response.end();
      };
      write();
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
