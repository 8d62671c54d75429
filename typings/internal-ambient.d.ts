/**
 * What the C++ shell gives to TypeScript. One interface per binding of `process._linkedBinding`; the implementation of
 * each is the file of the same name under shell/browser/api/ or shell/common/api/.
 */
declare namespace Valence {
  /** Any value that the DevTools protocol can carry. `Buffer` stands for the protocol's `binary`. */
  type ProtocolValue =
    null | boolean | number | string | Uint8Array | ProtocolValue[] | { [key: string]: ProtocolValue | undefined };

  /** One message of Chromium, decoded from CBOR: a reply (has `id`) or an event (has `method`). */
  interface ProtocolMessage {
    id?: number;
    method?: string;
    sessionId?: string;
    params?: Record<string, unknown>;
    result?: Record<string, unknown>;
    error?: { code: number; message: string; data?: string };
    /** Only on `Fetch.requestPaused`: ids of the rules that matched, in the order of the rule table. */
    matchedRules?: number[];
  }

  /** How a session's Chromium ended. Delivered exactly once, after its last message. */
  interface BrowserExit {
    /** Exit code, or null if a signal ended it or it never ran. */
    code: number | null;
    /** Name of the signal ("SIGKILL"), or null. */
    signal: string | null;
    /** The last lines Chromium wrote to stderr, at most 8 KiB. */
    stderr: string;
    /** Set if Chromium could not be started: `PROFILE_IN_USE`, `SPAWN_FAILED`, or broke the protocol: `PROTOCOL_ERROR`. */
    failure?: { kind: 'PROFILE_IN_USE' | 'SPAWN_FAILED' | 'PROTOCOL_ERROR'; message: string };
  }

  interface StartOptions {
    /** Absolute path of the Chromium executable. */
    executable: string;
    /** Switches, without argv[0]; the pipe's own switch is added by the shell. */
    args: string[];
    /** Environment as `NAME=value`; sanitizer preloads are removed by the shell. */
    env: string[];
    /** Absolute path; created (0700) if missing. Locked for this browser until its last process is gone. */
    userDataDir: string;
    /** In-memory sessions: the directory is removed once the last process is gone, however the app ended. */
    removeUserDataDir: boolean;
    /** How long to wait for a previous owner of the directory to finish, in milliseconds. */
    lockTimeout: number;
    /** What Chromium writes to stderr goes to this process's, too. */
    echoStderr: boolean;
    /** Managed policies of this browser alone, beside the machine's: JSON, or empty. */
    policies: string;
  }

  /** A rule of the request interceptor. A request that no rule matches is continued on the I/O thread. */
  interface RequestRule {
    id: number;
    /** Match patterns of Electron's webRequest filters: `<all_urls>`, `*://*.example.com:8080/path*`. */
    urls: string[];
    excludeUrls?: string[];
    /** DevTools resource types (`Document`, `XHR`, …); absent: all. */
    types?: string[];
    /** Stage the rule wants to see; absent: Request. */
    stage?: 'Request' | 'Response';
  }

  interface EventDelivery {
    /**
     * "Network.dataReceived" is not delivered at all, "Network.responseReceived response.timing" comes without that
     * member of its params.
     */
    omitted: string[];
    /** Methods of events that wake nobody: they come, in order, with the next message of another kind. */
    deferrable: string[];
    /** Ids of sessions to whose events neither applies: they have readers of their own. */
    unfilteredSessions: string[];
  }

  interface NativeBrowserHandlers {
    /** Called with everything that arrived since the last call, oldest first. */
    onMessages(messages: ProtocolMessage[]): void;
    onExit(exit: BrowserExit): void;
  }

  /** shell/browser/api/api_session.cc */
  interface NativeBrowser {
    /** Starts Chromium on the I/O thread; returns at once. Throws TypeError for bad options, Error if started before. */
    start(options: StartOptions): void;
    /**
     * Queues one command. `id` is 1 … 2^30-1 (the shell uses the ids above for its own commands). Returns the size of the
     * encoded message in bytes. Throws RangeError above 512 MiB and TypeError for a value the protocol cannot carry.
     * Buffers are sent without a copy and must not be changed until the reply. After exit it is a no-op and returns 0.
     */
    send(id: number, method: string, sessionId: string | null, params: object | null): number;
    /** Replaces the rule table. Throws TypeError with the offending pattern. */
    setRequestRules(rules: RequestRule[]): void;
    /**
     * Replaces the list of DevTools sessions whose paused requests all come to JavaScript, whatever the rules. Throws
     * TypeError for anything but strings.
     */
    setUnfilteredSessions(sessionIds: string[]): void;
    /** How events are delivered from now on. Throws TypeError that names the member. */
    setEventDelivery(delivery: EventDelivery): void;
    /** Closes the pipe: Chromium saves its data and exits; what still runs after 3 seconds, or after 9 if it works, is killed. */
    close(): void;
    /** SIGKILL to every process of this browser. */
    kill(): void;
    /** Pid of the browser process; 0 before it runs, -1 after it has ended. */
    readonly pid: number;
    /** Counters since start, for the bench and the specs. */
    readonly stats: { continuedOnIoThread: number; sentToJavaScript: number; bytesIn: number; bytesOut: number };
  }

  interface ElectronBrowserSession {
    NativeBrowser: { new (handlers: NativeBrowserHandlers): NativeBrowser };
    /**
     * A TCP socket that is bound to a free port of 127.0.0.1 and does not listen yet: nobody else can take the port. Whoever
     * gets it closes `fd`, or hands it to a server that does. Throws Error if there is no port.
     */
    bindLoopback(): { fd: number; port: number };
    /**
     * Shuts down every TCP connection of the network service of a browser process, by its id. Returns how many there were.
     * Throws Error where nobody may have the sockets of another process.
     */
    closeConnections(browser: number): number;
    /** Removes directories below `root` whose owner is gone (their lock is free). Returns how many were removed. */
    sweepAbandoned(root: string): number;
  }

  /** The `urls` of a webRequest filter, for requests that were not paused. None match everything, as in Electron. */
  interface UrlFilter {
    matches(url: string): boolean;
  }

  /** shell/browser/api/api_web_request.cc */
  interface ElectronBrowserWebRequest {
    /** Throws TypeError with the offending pattern. */
    UrlFilter: { new (urls: string[]): UrlFilter };
  }

  /** One Input, Output or Feature item, as in the WebHID specification's HIDReportItem. */
  interface HIDReportItem {
    isAbsolute: boolean;
    isArray: boolean;
    isBufferedBytes: boolean;
    isConstant: boolean;
    isLinear: boolean;
    isRange: boolean;
    isVolatile: boolean;
    hasNull: boolean;
    hasPreferredState: boolean;
    wrap: boolean;
    /** Usage page in the upper 16 bits, usage id in the lower ones. Without `isRange`. */
    usages?: number[];
    /** With `isRange`. */
    usageMinimum?: number;
    usageMaximum?: number;
    /** Bits. */
    reportSize: number;
    reportCount: number;
    /** -8 to 7, like the exponents below. */
    unitExponent: number;
    unitSystem:
      'none' | 'si-linear' | 'si-rotation' | 'english-linear' | 'english-rotation' | 'vendor-defined' | 'reserved';
    unitFactorLengthExponent: number;
    unitFactorMassExponent: number;
    unitFactorTimeExponent: number;
    unitFactorTemperatureExponent: number;
    unitFactorCurrentExponent: number;
    unitFactorLuminousIntensityExponent: number;
    logicalMinimum: number;
    logicalMaximum: number;
    physicalMinimum: number;
    physicalMaximum: number;
  }

  interface HIDReport {
    /** 0: the device does not number its reports. */
    reportId: number;
    items: HIDReportItem[];
  }

  /** As in the WebHID specification's HIDCollectionInfo. Reports are those of the children, too. */
  interface HIDCollection {
    usagePage: number;
    usage: number;
    /** 0 physical, 1 application, 2 logical, … */
    type: number;
    children: HIDCollection[];
    inputReports: HIDReport[];
    outputReports: HIDReport[];
    featureReports: HIDReport[];
  }

  /** One HID interface; those of one device have the same `deviceId`. */
  interface NativeHIDDevice extends Electron.HIDDevice {
    guid: string;
    collections: HIDCollection[];
  }

  interface USBConfiguration {
    configurationValue: number;
    interfaces: {
      interfaceNumber: number;
      alternates: {
        alternateSetting: number;
        interfaceClass: number;
        interfaceSubclass: number;
        interfaceProtocol: number;
        endpoints: {
          endpointNumber: number;
          direction: 'in' | 'out';
          type: 'control' | 'isochronous' | 'bulk' | 'interrupt';
          packetSize: number;
        }[];
      }[];
    }[];
  }

  interface NativeUSBDevice extends Electron.USBDevice {
    /** Value of the configuration that is active; 0 for none. */
    activeConfiguration: number;
    configurations: USBConfiguration[];
  }

  /** By kind, as pages name it: navigator.hid, navigator.serial, navigator.usb. */
  interface NativeDevices {
    hid: NativeHIDDevice;
    serial: Electron.SerialPort;
    usb: NativeUSBDevice;
  }

  type DeviceKind = keyof NativeDevices;

  /** A removed device is told as it was when it was added. Ids are opaque and kept over a replug. */
  type DeviceChange = {
    [K in DeviceKind]: {
      action: 'add' | 'remove';
      kind: K;
      device: NativeDevices[K];
      /** Chromium shows it to no page: a security key of its block lists, or nothing but protected HID usages. */
      blocked: boolean;
    };
  }[DeviceKind];

  /** shell/browser/api/api_device.cc */
  interface NativeDeviceMonitor {
    /**
     * Enumerates and watches on a thread of its own. Does not keep the app alive. Throws Error if udev cannot be reached;
     * does nothing while it runs.
     */
    start(): void;
    /** Nothing is delivered from now on. start() begins anew, with other ids. */
    stop(): void;
  }

  interface ElectronBrowserDevice {
    /**
     * `onChanges` is called with what has changed since the last call, oldest first. The first call has every device that
     * was plugged in at start(), maybe none.
     */
    DeviceMonitor: { new (onChanges: (changes: DeviceChange[]) => void): NativeDeviceMonitor };
  }

  /** shell/common/api/api_chromium.cc */
  interface ElectronCommonChromium {
    /**
     * Finds Chromium: `VALENCE_CHROMIUM`, then the distribution paths. Runs nothing. `identity` changes when the file is
     * replaced or written, or the installed Chromium is, which `path` may start if it is a script. Throws Error with
     * `code` `CHROMIUM_NOT_FOUND` or `CHROMIUM_NOT_EXECUTABLE`.
     */
    locate(): { path: string; identity: string };
    /**
     * Version of the executable: "156.0.8078.79". Runs it with `--version`: 40 to 300 ms, 10 seconds at most. Throws Error
     * with `code` `CHROMIUM_VERSION_UNKNOWN`.
     */
    readVersion(path: string): string;
  }

  /** shell/common/api/api_process.cc */
  interface ElectronCommonProcess {
    /** From now on the kernel kills this process when its parent ends, however busy it is. */
    endWithParent(): void;
  }
}

declare namespace NodeJS {
  interface Process {
    _linkedBinding(name: 'electron_browser_device'): Valence.ElectronBrowserDevice;
    _linkedBinding(name: 'electron_browser_session'): Valence.ElectronBrowserSession;
    _linkedBinding(name: 'electron_browser_web_request'): Valence.ElectronBrowserWebRequest;
    _linkedBinding(name: 'electron_common_chromium'): Valence.ElectronCommonChromium;
    _linkedBinding(name: 'electron_common_process'): Valence.ElectronCommonProcess;
  }
}
