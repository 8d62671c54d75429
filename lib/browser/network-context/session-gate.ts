/** The gate of one session: opened when it is first needed, and replaced when Chromium must keep none of the connections through it. */
import type { BrowserContext } from '../browser-context/browser-context';
import type { CertificateVerifier } from './certificate-verifier';
import { ServerErrors } from './server-errors';
import { TLSGate, type TLSIdentity } from './tls-gate';
import type { UpstreamOptions } from './upstream';

export interface SessionGateOptions extends UpstreamOptions {
  /** Servers that Chromium takes for any, and for none. */
  tlsIdentities: () => { trusted: TLSIdentity; untrusted: TLSIdentity };
  /** As of now; null: nobody verifies. */
  verifier: () => CertificateVerifier | null;
}

export class SessionGate {
  readonly #context: BrowserContext;
  readonly #options: SessionGateOptions;
  readonly #refused = new ServerErrors(/ERR_CERT_AUTHORITY_INVALID/);
  readonly #failed = new ServerErrors(/ERR_(?:CONNECTION_(?:CLOSED|RESET)|EMPTY_RESPONSE|SSL_PROTOCOL_ERROR)/);
  #open: { gate: TLSGate; port: number } | null = null;
  #isReporting = false;

  constructor(context: BrowserContext, options: SessionGateOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Where it listens. */
  get port(): number {
    return (this.#open ??= this.#start()).port;
  }

  /** The next one listens elsewhere: for Chromium its connections are others. Returns what ends the one before. */
  retire(): () => void {
    const retired = this.#open;
    this.#open = null;
    return () => retired?.gate.close();
  }

  /** What servers were refused for. */
  forgetErrors(): void {
    this.#refused.clear();
    this.#failed.clear();
  }

  /** Connections that nothing uses. */
  closeIdle(): void {
    this.#open?.gate.closeIdle();
  }

  #start(): { gate: TLSGate; port: number } {
    const { tlsIdentities, ...options } = this.#options;
    this.#report();
    const { port, fd } = process._linkedBinding('electron_browser_session').bindLoopback();
    const gate = new TLSGate({
      ...tlsIdentities(),
      ...options,
      onRefused: (server, code) => this.#refused.add(server, code),
      onFailed: (server, code) => this.#failed.add(server, code),
      onConnected: (server) => this.#failed.delete(server),
    });
    gate.listen(fd);
    return { gate, port };
  }

  #report(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    for (const errors of [this.#refused, this.#failed]) {
      this.#context.schemes.addErrorRule((error, url) => errors.errorOf(error, url));
    }
  }
}
