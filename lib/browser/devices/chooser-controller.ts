/** One open request of a page: the list the app chooses from, kept up to date, and its one answer. */
import { accepts, type AnyDevice, type ChooserOptions, type DeviceKind, type Requester } from './device-kind';
import type { DeviceService } from './device-service';

export interface ChooserSink {
  /** Emits an event of the session; true if a listener called preventDefault() and none threw. */
  emit(event: string, args: unknown[]): boolean;
}

export class ChooserController {
  readonly #kind: DeviceKind;
  readonly #service: DeviceService;
  readonly #options: ChooserOptions;
  readonly #requester: Requester;
  readonly #sink: ChooserSink;
  #settle: ((device: AnyDevice | null) => void) | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(
    kind: DeviceKind,
    service: DeviceService,
    options: ChooserOptions,
    requester: Requester,
    sink: ChooserSink,
  ) {
    this.#kind = kind;
    this.#service = service;
    this.#options = options;
    this.#requester = requester;
    this.#sink = sink;
  }

  /** Asks the app. Resolves with its choice; null: refused, as it is without a listener that calls preventDefault(). */
  run(): Promise<AnyDevice | null> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      const { events } = this.#kind;
      this.#unsubscribe = this.#service.onChange((change) => this.#onChange(change));
      const args = events.selectArgs(this.#devices(), this.#requester, (id) => this.#choose(id));
      if (!this.#sink.emit(events.select, args)) this.#finish(null);
    });
  }

  /** The page is gone: what the app answers later is ignored. */
  abandon(): void {
    this.#finish(null);
  }

  /** One entry a device: what has several interfaces is one to the app. */
  #devices(): AnyDevice[] {
    const accepted = this.#service
      .list(this.#kind.name)
      .filter((connected) => accepts(this.#kind, this.#options, connected));
    return [...new Map(accepted.map(({ device }) => [this.#kind.idOf(device), device])).values()];
  }

  #onChange({ kind, type, connected }: Parameters<Parameters<DeviceService['onChange']>[0]>[0]): void {
    if (kind !== this.#kind.name || !accepts(this.#kind, this.#options, connected)) return;
    const { events } = this.#kind;
    this.#sink.emit(events[type], events.changeArgs(connected.device, this.#requester));
  }

  #choose(id?: string | null): void {
    if (!this.#settle) return; // answered before, or the page is gone
    if (id === undefined || id === null || id === '') {
      this.#finish(null);
      return;
    }
    const device = this.#devices().find((candidate) => this.#kind.idOf(candidate) === id);
    if (!device) {
      process.emitWarning(
        `The callback of '${this.#kind.events.select}' was called with '${id}', which is none of the devices it was given: the request is refused.`,
        { code: 'VALENCE_UNKNOWN_DEVICE' },
      );
    }
    this.#finish(device ?? null);
  }

  #finish(device: AnyDevice | null): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#settle?.(device);
    this.#settle = null;
  }
}
