/** The network of what belongs to no session: utility processes (app.setProxy(), app.resolveProxy()). Sessions register it. */

interface Source {
  setProxy(config: Electron.ProxyConfig): Promise<void>;
  resolveProxy(url: string): Promise<string>;
}

class SystemNetwork {
  #source: Source | null = null;

  setSource(source: Source): void {
    this.#source = source;
  }

  get source(): Source {
    if (!this.#source) throw new Error('The app has no sessions yet.');
    return this.#source;
  }
}

export const systemNetwork = new SystemNetwork();
