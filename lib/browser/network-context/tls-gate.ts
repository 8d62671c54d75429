/**
 * The gate that connections of a session pass while something has to be done that Chromium does not do: a proxy on loopback.
 *
 * - The app verifies certificates. The gate makes the connection to the server itself, has the certificate judged, and lets Chromium
 *   in on the very connection whose certificate was accepted; with another certificate there is another judgement. Chromium meets a
 *   key of this process then, whose hash it was started with.
 * - TLS has limits that Chromium was not started with. The gate reads what the server has chosen, and ends the handshake.
 * - Proxies want a login that Chromium does not know of, or does not speak (SOCKS5).
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { hostOf, portOf } from '../host-port';
import type { CertificateVerifier, Verdict } from './certificate-verifier';
import { readFirstBytes, type FirstBytes } from './client-hello';
import { netErrorOf } from './connection-error';
import { HTTPRelay } from './http-relay';
import { readBytes } from './read-bytes';
import { readServerHello, type ServerChoice } from './server-hello';
import { alert, alertFor } from './tls-limits';
import { connectSecurely, connectUpstream, type UpstreamOptions } from './upstream';

/** RFC 8446, 6.2 */
const DECODE_ERROR = 50;

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
  readonly #relay: HTTPRelay;
  /** Connections that are known to be of this user. */
  readonly #own = new WeakSet<Socket>();

  constructor(options: TLSGateOptions) {
    this.#options = options;
    this.#relay = new HTTPRelay(options);
    // Uploads take as long as they take: Node.js ends a request by itself that has not come whole in five minutes.
    this.#server = createServer({ requestTimeout: 0 }, (request, response) => void this.#forward(request, response));
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      void this.#onConnect(request, socket as Socket, head);
    });
  }

  /** `fd`: a socket that is bound. It keeps no process alive. */
  listen(fd: number): void {
    this.#server.listen({ fd }).unref();
  }

  /** Nobody can connect any more; what is under way goes on. */
  close(): void {
    this.#server.close();
    this.closeIdle();
  }

  /** Connections to servers and proxies that nothing uses at the moment. */
  closeIdle(): void {
    this.#relay.closeIdle();
  }

  async #onConnect(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => undefined); // it ends, and both sides with it
    const server = `https://${request.url}`;
    if (!this.#isOwn(socket) || !URL.canParse(server)) {
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

  /** Many requests may come over one connection. */
  #isOwn(socket: Socket): boolean {
    if (!this.#own.has(socket) && isOwn(socket)) this.#own.add(socket);
    return this.#own.has(socket);
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
      const server = await this.#connect(first.isTLS ? url : new URL(`ws://${url.host}`), port);
      this.#options.onConnected(url);
      if (first.isTLS) await this.#admit(socket, server);
      else join(socket, server);
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
      await this.#admit(socket, await this.#connect(url, port));
      return;
    }
    this.#options.onRefused(url, verdict);
    this.#answer(socket, this.#options.untrusted, ['http/1.1']);
  }

  #connect(url: URL, port: number): Promise<Socket> {
    return connectUpstream(url, port, this.#options);
  }

  /** Joins both sides of a handshake that Chromium makes with the server, unless the server chooses what is not allowed. */
  async #admit(socket: Socket, server: Socket): Promise<void> {
    if (!this.#options.limits()) {
      join(socket, server);
      return;
    }
    follow(socket, server);
    let choice: ServerChoice | Buffer | 'broken' = 'broken';
    const bytes = await readBytes(server, (read) => {
      const found = readServerHello(read);
      if (found === 'missing') return null;
      choice = found;
      return read.length;
    }).catch((error: unknown) => {
      server.destroy();
      throw error;
    });
    const refusal = this.#refusalOf(choice);
    if (refusal) {
      server.destroy();
      socket.end(refusal);
      return;
    }
    server.unshift(bytes);
    follow(server, socket);
  }

  /** What Chromium gets instead of what the server says, and the end of the connection; null: nothing is wrong. */
  #refusalOf(choice: ServerChoice | Buffer | 'broken'): Buffer | null {
    if (choice === 'broken') return alert(DECODE_ERROR);
    // Chromium ends at it, or would go on with a handshake behind it that nobody has read.
    if (Buffer.isBuffer(choice)) return choice;
    const limits = this.#options.limits();
    return limits && alertFor(choice, limits);
  }

  /** Chromium's side of a connection. */
  #answer(socket: Socket, { key, certificate }: TLSIdentity, protocols: string[]): TLSSocket {
    const options = {
      isServer: true,
      key,
      cert: certificate,
      ALPNProtocols: protocols,
      // Chromium may have been started with a limit.
      minVersion: 'TLSv1.2' as const,
    };
    const secure = new TLSSocket(socket, options);
    secure.on('error', () => socket.destroy());
    return secure;
  }

  /** Requests without TLS come here where a proxy of their own cannot be said in rules. */
  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: requested = '' } = request;
    if (!this.#isOwn(request.socket) || !URL.canParse(requested)) {
      response.destroy();
      return;
    }
    const url = new URL(requested);
    try {
      await this.#relay.forward(url, request, response);
      this.#options.onConnected(url);
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
  follow(one, other);
  follow(other, one);
}

/** What `from` gets goes to `to`, which ends with it. */
function follow(from: Socket, to: Socket): void {
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
  if (from.destroyed) to.destroy(); // it has ended while the other was being made
  from.pipe(to);
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
