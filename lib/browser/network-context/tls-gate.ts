/**
 * The gate that TLS connections of a session pass while the app verifies certificates: a proxy on loopback. It makes the
 * connection to the server itself, has the certificate judged, and lets Chromium in on the very connection whose
 * certificate was accepted; with another certificate there is another judgement. Chromium meets a key of this process
 * then, whose hash it was started with.
 */
import { readFileSync } from 'node:fs';
import {
  createServer,
  request as requestHTTP,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { hostOf, portOf } from '../host-port';
import type { CertificateVerifier, Verdict } from './certificate-verifier';
import { readFirstBytes, type FirstBytes } from './client-hello';
import { netErrorOf } from './connection-error';
import { connectSecurely, connectUpstream, readBytes, type UpstreamOptions } from './upstream';

/** PEM. */
export interface TLSIdentity {
  key: string;
  certificate: string;
}

export interface TLSGateOptions extends UpstreamOptions {
  /** Chromium takes it for any server. */
  trusted: TLSIdentity;
  /** Chromium takes it for no server: how a connection is refused. */
  untrusted: TLSIdentity;
  /** A connection was refused with this error, which Chromium does not know of. */
  onRefused(server: URL, code: string): void;
  /** No connection could be made, for a reason that Chromium does not see. */
  onFailed(server: URL, code: string): void;
  /** There is one now. */
  onConnected(server: URL): void;
  /** As of now; null: nobody verifies. */
  verifier(): CertificateVerifier | null;
}

export class TLSGate {
  readonly #options: TLSGateOptions;
  readonly #server: Server;

  constructor(options: TLSGateOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#forward(request, response));
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void this.#onConnect(request, socket as Socket, head);
    });
  }

  /** `fd`: a socket that is bound. It keeps no process alive. */
  listen(fd: number): void {
    this.#server.listen({ fd }).unref();
  }

  async #onConnect(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => undefined); // it ends, and both sides with it
    const server = `https://${request.url}`;
    if (!isOwn(socket) || !URL.canParse(server)) {
      socket.destroy();
      return;
    }
    const url = new URL(server);
    try {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      if (head.length > 0) socket.unshift(head);
      await this.#serve(url, socket);
    } catch (error) {
      this.#report(url, error);
      socket.destroy();
    }
  }

  /** Before Chromium sees that the connection is closed. */
  #report(url: URL, error: unknown): void {
    const code = netErrorOf(error);
    if (code === null) this.#options.onConnected(url);
    else this.#options.onFailed(url, code);
  }

  async #serve(url: URL, socket: Socket): Promise<void> {
    const first = await peek(socket);
    const port = portOf(url);
    const verifier = this.#options.verifier();
    if (!first.isTLS || !verifier) {
      join(socket, await this.#connect(first.isTLS ? url : new URL(`ws://${url.host}`), port));
      this.#options.onConnected(url);
      return;
    }
    const upstream = await connectSecurely(url, port, first.protocols, this.#options);
    this.#options.onConnected(url);
    const error = upstream.authorized ? null : String(upstream.authorizationError);
    const verdict = await verifier.verify(hostOf(url), upstream.getPeerCertificate(true), error);
    if (upstream.destroyed) throw new Error('The server has ended the connection');
    await this.#obey(verdict, { url, port, socket, upstream });
  }

  /**
   * What Chromium is to decide about is let in on the same connection if nothing is wrong: on another one it could meet another
   * certificate. About what is wrong it decides itself.
   */
  async #obey(
    verdict: Verdict,
    { url, port, socket, upstream }: { url: URL; port: number; socket: Socket; upstream: TLSSocket },
  ): Promise<void> {
    if (verdict === 'accept' || (verdict === 'chromium' && upstream.authorized)) {
      const protocols = upstream.alpnProtocol ? [upstream.alpnProtocol] : [];
      join(this.#answer(socket, this.#options.trusted, protocols), upstream);
      return;
    }
    upstream.destroy();
    if (verdict === 'chromium') {
      join(socket, await this.#connect(url, port));
      return;
    }
    this.#options.onRefused(url, verdict);
    this.#answer(socket, this.#options.untrusted, ['http/1.1']);
  }

  #connect(url: URL, port: number): Promise<Socket> {
    return connectUpstream(url, port, this.#options);
  }

  /** Chromium's side of a connection. */
  #answer(socket: Socket, { key, certificate }: TLSIdentity, protocols: string[]): TLSSocket {
    const options = {
      isServer: true,
      key,
      cert: certificate,
      ALPNProtocols: protocols,
      minVersion: 'TLSv1.3' as const,
    };
    const secure = new TLSSocket(socket, options);
    secure.on('error', () => socket.destroy());
    return secure;
  }

  /** Requests without TLS come here where a proxy of their own cannot be said in rules. */
  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: requested = '' } = request;
    if (!isOwn(request.socket) || !URL.canParse(requested)) {
      response.destroy();
      return;
    }
    const url = new URL(requested);
    try {
      const [proxy = 'DIRECT'] = (await this.#options.resolveProxy(url.href)).split(';');
      const [kind, address = ''] = proxy.split(' ');
      const isProxy = kind === 'PROXY';
      const target = isProxy ? new URL(`http://${address}`) : url;
      const port = Number(target.port || 80);
      const direct: UpstreamOptions = {
        ...this.#options,
        resolveProxy: () => Promise.resolve(isProxy ? 'DIRECT' : proxy),
      };
      const socket = await connectUpstream(target, port, direct);
      this.#options.onConnected(url);
      const forwarded = requestHTTP({
        createConnection: () => socket,
        method: request.method,
        path: isProxy ? url.href : `${url.pathname}${url.search}`,
        headers: request.headers,
      });
      forwarded.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
        answer.pipe(response);
      });
      forwarded.on('error', () => response.destroy());
      response.on('close', () => forwarded.destroy());
      request.pipe(forwarded);
    } catch (error) {
      this.#report(url, error);
      response.destroy();
    }
  }
}

/** The first bytes; they stay to be read. */
async function peek(socket: Socket): Promise<FirstBytes> {
  let first: FirstBytes | null = null;
  const bytes = await readBytes(socket, (read) => {
    first = readFirstBytes(read);
    return first && read.length;
  });
  socket.unshift(bytes);
  return first!;
}

/** Each ends the other. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

/**
 * Whether a connection from loopback is of this user: every user of the machine can connect to the port, and what is behind it has
 * the rights of the app.
 */
function isOwn({ remotePort, localPort }: Socket): boolean {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const wanted = `0100007F:${hex(remotePort ?? 0)} 0100007F:${hex(localPort ?? 0)} `;
  const line = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .find((one) => one.includes(wanted));
  return line !== undefined && Number(line.trim().split(/\s+/)[7]) === process.getuid?.();
}
