/** What the app and a utility process send each other. `data` is what encode() has made (clone.ts). */
export type UtilityMessage =
  /** utilityProcess.postMessage(), parentPort.postMessage(). `ports`: numbers of those that come along. */
  | { kind: 'message'; data: Uint8Array; ports: number[] }
  /** To the port of this number. */
  | { kind: 'port'; id: number; data: Uint8Array; ports: number[] }
  | { kind: 'port-closed'; id: number }
  /** Of the process' net module; lib/browser/net knows what it is. */
  | { kind: 'network'; body: unknown };
