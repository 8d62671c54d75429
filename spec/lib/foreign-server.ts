// A server of somebody else on this machine: a process of its own, of another user where the specs run as root.
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { defer } from './cleanup';

export interface ForeignServer {
  /** "listening", or the code of the error that it got instead. */
  state: string;
  /** The bytes that each connection has brought so far, as Latin-1. TLS: what came through it. */
  received: string[];
}

interface Place {
  host: string;
  port: number;
  /** It speaks TLS, with a certificate of its own. */
  tls?: boolean;
}

/** A user without rights on this machine; only root can run a process as another user. */
const NOBODY = 65_534;

/** Answers whatever it is asked with a page. Prints lines of JSON. */
const SOURCE = `
  const { host, port, secure } = JSON.parse(process.argv[1]);
  const print = (value) => console.log(JSON.stringify(value));
  const page = '<title>foreign</title>';
  const answer = 'HTTP/1.1 200 OK\\r\\ncontent-type: text/html\\r\\naccess-control-allow-origin: *\\r\\ncontent-length: ' +
    page.length + '\\r\\nconnection: close\\r\\n\\r\\n' + page;
  const onConnection = (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => print(bytes.toString('latin1')));
    socket.once('data', () => socket.end(answer));
  };
  const server = secure
    ? require('node:tls').createServer(secure, onConnection)
    : require('node:net').createServer(onConnection);
  server.on('tlsClientError', () => print(''));
  server.on('error', ({ code }) => print(code));
  server.listen({ host, port, ipv6Only: true }, () => print('listening'));
`;

function certificate(): { key: string; cert: string } {
  const read = (file: string): string =>
    readFileSync(path.join(__dirname, '..', 'fixtures', 'certificates', file), 'utf8');
  return { key: read('localhost.key'), cert: read('localhost.crt') };
}

/** Starts it; resolves when it listens, or cannot. It ends with the test. */
export async function startForeignServer({ host, port, tls = false }: Place): Promise<ForeignServer> {
  const options = { host, port, secure: tls ? certificate() : null };
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  // Node.js itself: another user may not get to the files of the build.
  const child = spawn(readlinkSync('/proc/self/exe'), ['-e', SOURCE, JSON.stringify(options)], {
    ...user,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  defer(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const received: string[] = [];
  const state = await new Promise<string>((resolve) => {
    lines.once('line', (line) => {
      resolve(JSON.parse(line) as string);
      lines.on('line', (next) => received.push(JSON.parse(next) as string));
    });
  });
  return { state, received };
}
