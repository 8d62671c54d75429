/** What the machine's own policies grant: of a policy that two files set, Chromium takes one, so ours repeats theirs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Debian's Chromium reads (chrome/common/chrome_paths.cc, DIR_POLICY_FILES). */
export const SYSTEM_POLICIES = '/etc/chromium/policies';

/** An entry of the policies below: https://chromeenterprise.google/policies/ */
interface AllowedDevices {
  devices: { vendor_id: number; product_id?: number }[];
  urls: string[];
}

export interface DevicePolicies {
  WebHidAllowDevicesForUrls?: AllowedDevices[];
  SerialAllowUsbDevicesForUrls?: AllowedDevices[];
  WebUsbAllowDevicesForUrls?: AllowedDevices[];
}

const NAMES = ['WebHidAllowDevicesForUrls', 'SerialAllowUsbDevicesForUrls', 'WebUsbAllowDevicesForUrls'] as const;

/** `own`, and before its entries those of the machine's policies. */
export function mergeWithSystemPolicies(
  own: DevicePolicies,
  directory = join(SYSTEM_POLICIES, 'managed'),
): DevicePolicies {
  const system: DevicePolicies = {};
  for (const name of entriesOf(directory)) Object.assign(system, devicePoliciesOf(join(directory, name)));
  const merged: DevicePolicies = {};
  for (const name of NAMES) {
    const entries = [...(system[name] ?? []), ...(own[name] ?? [])];
    if (entries.length > 0) merged[name] = entries;
  }
  return merged;
}

/** Names in alphabetical order: of two files, the later one counts. */
export function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return []; // no policies, or none that this user may read: Chromium has none either
  }
}

function devicePoliciesOf(file: string): DevicePolicies {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {}; // a directory, or not for this user: Chromium does not read it either
  }
  if (!NAMES.some((name) => text.includes(name))) return {};
  try {
    return policiesIn(JSON.parse(text));
  } catch {
    process.emitWarning(
      `${file} is not plain JSON: what it grants of devices does not hold in sessions that grant devices themselves.`,
      { code: 'VALENCE_POLICY_UNREADABLE' },
    );
    return {};
  }
}

function policiesIn(value: unknown): DevicePolicies {
  const policies: DevicePolicies = {};
  if (typeof value !== 'object' || value === null) return policies;
  for (const name of NAMES) {
    const entries = (value as Record<string, unknown>)[name];
    // What is in them is for Chromium to check.
    if (Array.isArray(entries)) policies[name] = entries as AllowedDevices[];
  }
  return policies;
}
