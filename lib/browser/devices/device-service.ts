/** What is plugged in: the shell's enumeration (shell/services/device) by kind, and its changes. */
import type { ConnectedDevice, KindName } from './device-kind';

export interface DeviceChange {
  kind: KindName;
  type: 'added' | 'removed';
  connected: ConnectedDevice;
}

export interface DeviceService {
  /** Resolves when list() is complete. */
  ready(): Promise<void>;
  /** What Chromium's block lists allow pages to see. */
  list(kind: KindName): ConnectedDevice[];
  /** Returns the function that ends it. */
  onChange(listener: (change: DeviceChange) => void): () => void;
}
