/**
 * The network of one session, as ses.setProxy(), ses.enableNetworkEmulation() and their like set it: one file for each, which
 * keeps the last value and gives it to every browser of the session.
 */
import type { BrowserContext } from '../browser-context/browser-context';
import type { ObservedEmitter } from '../observed-emitter';
import { clearAuthCache } from './auth-cache';
import { CertificateErrors } from './certificate-errors';
import { CertificateVerifier, type VerifyProc } from './certificate-verifier';
import { chooseFirstClientCertificate } from './client-certificates';
import { Connections } from './connections';
import { HostResolver } from './host-resolver';
import { NetLogRecorder } from './net-log';
import { netInternalsOf, sending } from './net-internals';
import { EmulatedNetwork } from './network-conditions';
import { describeNetwork, type NetworkSettings } from './network-settings';
import { Preconnector } from './preconnect';
import { PreconnectHints } from './preconnect-hints';
import { ProxyConfig, type ProxySettings } from './proxy-config';
import { ProxyResolver } from './proxy-resolver';
import { SSLConfig } from './ssl-config';
import { commandLineProxy, environmentProxy } from './system-proxy';
import { SessionGate } from './session-gate';
import type { TLSIdentity } from './tls-gate';
import { readCertificate, type UpstreamOptions } from './upstream';

export interface NetworkContextOptions {
  /** Whose events are emitted besides those of pages. */
  app: ObservedEmitter;
  /** Servers that Chromium takes for any, and for none. */
  tlsIdentities: () => { trusted: TLSIdentity; untrusted: TLSIdentity };
  /** A switch of Chromium's command line; undefined: absent. */
  getSwitch: (name: string) => string | null | undefined;
}

export class NetworkContext {
  readonly connections: Connections;
  readonly emulation: EmulatedNetwork;
  readonly hints: PreconnectHints;
  readonly hosts: HostResolver;
  readonly netLog: NetLogRecorder;
  readonly preconnector: Preconnector;
  readonly proxy: ProxyConfig;
  readonly #context: BrowserContext;
  readonly #proxyResolver: ProxyResolver;
  readonly #gate: SessionGate;
  readonly #ssl: SSLConfig;
  #verifier: CertificateVerifier | null = null;

  constructor(context: BrowserContext, { app, getSwitch, tlsIdentities }: NetworkContextOptions) {
    this.#context = context;
    const outside = (): ProxySettings => commandLineProxy(getSwitch) ?? environmentProxy();
    this.connections = new Connections(context, () => this.#gate.closeIdle());
    this.emulation = new EmulatedNetwork(context);
    this.hints = new PreconnectHints(context);
    this.hosts = new HostResolver(context);
    this.netLog = new NetLogRecorder(context, {
      isLogging: () => getSwitch('log-net-log') !== undefined,
      lookUp: (host) => this.hosts.addressesOf(host),
    });
    this.preconnector = new Preconnector(context);
    this.proxy = new ProxyConfig(context, outside, {
      port: () => (this.#needsGate() ? this.#gate.port : null),
      retire: () => this.#gate.retire(),
    });
    this.#ssl = new SSLConfig(context);
    this.#proxyResolver = new ProxyResolver({
      context,
      config: this.proxy,
      outside,
      lookUp: (host) => this.hosts.addressesOf(host),
    });
    const upstream: UpstreamOptions = {
      resolveProxy: (url) => this.#proxyResolver.resolve(url),
      lookUp: (host) => this.hosts.addressesOf(host),
      loginFor: (address) => this.proxy.loginFor(address),
      limits: () => this.#ssl.limits,
    };
    this.#gate = new SessionGate(context, { ...upstream, tlsIdentities, verifier: () => this.#verifier });
    CertificateErrors.of(context).setReader((url) => readCertificate(url, upstream));
    CertificateErrors.of(context).listenTo(app);
    chooseFirstClientCertificate(context);
  }

  /**
   * From now on every certificate is judged by `proc`, or by Chromium alone: null. What an earlier one has said is forgotten, and so
   * are the connections it allowed. What is requested next waits until it is in force.
   */
  setCertificateVerifyProc(proc: VerifyProc | null): void {
    const before = this.#verifier;
    this.#verifier = proc && new CertificateVerifier(proc);
    this.#gate.forgetErrors();
    if (!before && !proc) return;
    // A browser that starts meanwhile starts with it, and has no connections but those it has judged.
    const { current } = this.#context;
    const forget = async (): Promise<void> => {
      if (current && current === this.#context.current) await this.connections.closeAll();
    };
    this.#context.holdUse(this.proxy.apply().then(forget));
  }

  /**
   * Limits of TLS. Throws TypeError for bad ones. What is requested next waits until they are in force, on connections of
   * their own; what is under way goes on.
   */
  setSSLConfig(config: Electron.Config): void {
    const { current } = this.#context;
    const neededGate = this.#needsGate();
    this.#ssl.set(config);
    if (current && (neededGate || this.#needsGate())) this.#context.holdUse(this.proxy.apply());
  }

  /** What steers the connections of the session at the moment, without a secret. */
  get settings(): NetworkSettings {
    const { proxy, emulation } = this;
    return describeNetwork({ proxy, emulation, limits: this.#ssl.limits, verifier: this.#verifier });
  }

  #needsGate(): boolean {
    const { current } = this.#context;
    return this.#verifier !== null || this.proxy.hasCredentials || (current !== null && this.#ssl.isBehind(current));
  }

  /** Resolves when logins are forgotten. */
  clearAuthCache(): Promise<void> {
    return clearAuthCache(this.#context);
  }

  /** "PROXY foopy:80;DIRECT". Rejects with TypeError for what is no URL. */
  resolveProxy(url: string): Promise<string> {
    return this.#proxyResolver.resolve(url);
  }

  /** Resolves when PAC scripts and what is known of failing proxies are forgotten, and the settings are applied anew. */
  async reloadProxy(): Promise<void> {
    this.#proxyResolver.forget();
    await this.proxy.reload();
    const { current } = this.#context;
    if (current) await netInternalsOf(current).evaluate(sending('reloadProxySettings', 'clearBadProxies'));
  }
}
