/** What Chromium knows of the graphics hardware: app.getGPUInfo() and app.getGPUFeatureStatus(), from `SystemInfo.getInfo`. */
import type { Protocol } from 'devtools-protocol';

type SystemInfo = Protocol.SystemInfo.GetInfoResponse;

/** An object as Electron makes it of content::GPUInfo (shell/browser/api/gpu_info_enumerator.cc). */
export interface GPUInfo {
  auxAttributes: Record<string, unknown>;
  gpuDevice: Record<string, unknown>[];
  machineModelName?: string;
  machineModelVersion?: string;
  videoDecodeAcceleratorCapabilities?: unknown[];
  videoEncodeAcceleratorSupportedProfiles?: unknown[];
}

/** What Chromium calls features that are switched off; before it was asked nothing is known to be on. */
type FeatureStatus = Record<string, string>;

export class GPUInfoSource {
  #read: (() => Promise<SystemInfo>) | null = null;
  #asked: Promise<SystemInfo> | null = null;
  #featureStatus: FeatureStatus = {};
  #onUpdate: () => void = () => undefined;

  /** `read` asks a Chromium of the app. */
  setReader(read: () => Promise<SystemInfo>): void {
    this.#read = read;
  }

  /** Called when the feature status has become known. */
  setListener(onUpdate: () => void): void {
    this.#onUpdate = onUpdate;
  }

  /** As on chrome://gpu. Empty until Chromium has answered for the first time. */
  get featureStatus(): FeatureStatus {
    return { ...this.#featureStatus };
  }

  /** Rejects if Chromium ends before it answers; the next call asks again. */
  async ask(): Promise<SystemInfo> {
    this.#asked ??= this.#askChromium();
    return this.#asked;
  }

  async info(type: 'basic' | 'complete'): Promise<GPUInfo> {
    const info = await this.ask();
    return type === 'basic' ? basic(info) : complete(info);
  }

  async #askChromium(): Promise<SystemInfo> {
    try {
      if (!this.#read) throw new Error('No Chromium can be asked about the GPU.');
      const info = await this.#read();
      this.#featureStatus = { ...(info.gpu.featureStatus as FeatureStatus | undefined) };
      this.#onUpdate();
      return info;
    } catch (error) {
      this.#asked = null;
      throw error;
    }
  }
}

function basic({ gpu }: SystemInfo): GPUInfo {
  return {
    auxAttributes: { ...(gpu.auxAttributes as object | undefined) },
    gpuDevice: gpu.devices.map(({ vendorId, deviceId }, index) => ({ active: index === 0, deviceId, vendorId })),
  };
}

function complete({ gpu, modelName, modelVersion }: SystemInfo): GPUInfo {
  return {
    auxAttributes: { ...(gpu.auxAttributes as object | undefined) },
    gpuDevice: gpu.devices.map((device, index) => ({ active: index === 0, ...device })),
    machineModelName: modelName,
    machineModelVersion: modelVersion,
    videoDecodeAcceleratorCapabilities: gpu.videoDecoding,
    videoEncodeAcceleratorSupportedProfiles: gpu.videoEncoding,
  };
}

export const gpuInfo = new GPUInfoSource();
