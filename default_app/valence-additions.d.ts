/** Members that Valence adds to Electron's session API (docs/api/session.md), for electron.d.ts does not know them. */
declare namespace Electron {
  interface Session {
    /** Process id of the session's browser process; 0 while none runs. */
    getBrowserProcessId(): number;
    /** The name it was made with; null for a session of fromPath(). */
    getPartition(): string | null;
    /** What steers the connections of the session at the moment. */
    getNetworkSettings(): NetworkSettings;
    readonly deviceGrants: DeviceGrants;
    readonly extensions: Extensions;
    readonly permissionGrants: PermissionGrants;
  }

  namespace Session {
    /** Every session of the app, oldest first. */
    function getAllSessions(): Session[];
  }

  /** docs/api/extensions-api.md */
  interface Extensions extends NodeJS.EventEmitter, Pick<Session, ExtensionMembers> {
    on(event: ExtensionEvent, listener: (event: Event, extension: Extension) => void): this;
  }
  type ExtensionMembers = 'loadExtension' | 'removeExtension' | 'getExtension' | 'getAllExtensions';
  type ExtensionEvent = 'extension-loaded' | 'extension-ready' | 'extension-unloaded';

  type DeviceType = 'hid' | 'serial' | 'usb';

  interface DeviceGrant {
    deviceType: DeviceType;
    origin: string;
    vendorId: number;
    productId: number;
    serialNumber?: string;
  }

  /** docs/api/device-grants.md */
  interface DeviceGrants extends NodeJS.EventEmitter {
    on(event: 'changed', listener: (event: Event) => void): this;
    getDevices(): Promise<{ deviceType: DeviceType; device: HIDDevice | SerialPort | USBDevice }[]>;
    list(): (DeviceGrant & { persistent: boolean })[];
    revoke(grant: DeviceGrant): Promise<void>;
  }

  interface NetworkSettings {
    proxy: {
      mode: string;
      pacScript: string;
      proxyRules: string;
      proxyBypassRules: string;
      proxiesWithCredentials: string[];
    } | null;
    ssl: { minVersion: string; maxVersion: string; disabledCipherSuites: number[] };
    emulation: { offline: boolean; latency: number; downloadThroughput: number; uploadThroughput: number } | null;
    verifiesCertificates: boolean;
    certificates: {
      hostname: string;
      subjectName: string;
      issuerName: string;
      verificationResult: string;
      answer: string | null;
    }[];
  }

  interface PermissionGrant {
    permission: string;
    origin: string;
    state: 'asked' | 'granted' | 'denied';
    requests: number;
  }

  /** docs/api/permission-grants.md */
  interface PermissionGrants extends NodeJS.EventEmitter {
    on(event: 'changed', listener: (event: Event) => void): this;
    list(): PermissionGrant[];
    revoke(grant: Pick<PermissionGrant, 'permission' | 'origin'>): Promise<void>;
  }

  interface DownloadItem {
    getPercentComplete(): number;
    getCurrentBytesPerSecond(): number;
  }

  interface Cookie {
    /** Only on partitioned cookies (CHIPS): the site of the top-level page they belong to. */
    partitionKey?: { topLevelSite: string; hasCrossSiteAncestor?: boolean };
  }

  interface CookiesSetDetails {
    partitionKey?: { topLevelSite: string; hasCrossSiteAncestor?: boolean };
  }
}
