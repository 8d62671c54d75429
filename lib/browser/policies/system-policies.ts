/** The machine's own policies: of a policy that two files set, Chromium takes one, so that our lists repeat theirs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergePolicies, type Policies, type PolicyValue } from './policies';

/** What Debian's Chromium reads (chrome/common/chrome_paths.cc, DIR_POLICY_FILES). */
const SYSTEM_POLICIES = '/etc/chromium/policies';

/** `own`, each of its lists behind the machine's list of the same name. */
export function mergeWithSystemPolicies(
  own: Policies,
  directory = join(SYSTEM_POLICIES, 'managed'),
): Record<string, PolicyValue> {
  const names = Object.keys(own).filter((name) => Array.isArray(own[name]));
  const system: Record<string, PolicyValue> = {};
  for (const name of entriesOf(directory)) Object.assign(system, listsOf(join(directory, name), names));
  return mergePolicies([system, own]);
}

/** Names in alphabetical order: of two files, the later one counts. */
function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return []; // no policies, or none that this user may read: Chromium has none either
  }
}

function listsOf(file: string, names: readonly string[]): Policies {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {}; // a directory, or not for this user: Chromium does not read it either
  }
  const present = names.filter((name) => text.includes(name));
  if (present.length === 0) return {};
  try {
    return listsIn(JSON.parse(text), present);
  } catch {
    process.emitWarning(
      `${file} is not plain JSON: its entries of ${present.join(', ')} do not hold in sessions that add entries of their own.`,
      { code: 'VALENCE_POLICY_UNREADABLE' },
    );
    return {};
  }
}

function listsIn(value: unknown, names: readonly string[]): Policies {
  if (typeof value !== 'object' || value === null) return {};
  const lists: Record<string, PolicyValue> = {};
  for (const name of names) {
    const entries = (value as Record<string, PolicyValue>)[name];
    // What is in them is for Chromium to check.
    if (Array.isArray(entries)) lists[name] = entries;
  }
  return lists;
}
