/** What the machine's own policies grant: of a policy that two files set, Chromium takes one, so ours repeats theirs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf, SYSTEM_POLICIES } from '../browser-process/policy-directory';

/** An entry of the policies below. */
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
