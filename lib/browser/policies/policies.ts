/** Chromium's policies by name: https://chromeenterprise.google/policies/ */

export type PolicyValue =
  string | number | boolean | null | readonly PolicyValue[] | { readonly [key: string]: PolicyValue };

/** What a session's Chromium must keep to; undefined leaves a policy to the machine's administrator. */
export type Policies = Readonly<Record<string, PolicyValue | undefined>>;

const isList = (value: PolicyValue | undefined): value is readonly PolicyValue[] => Array.isArray(value);

/**
 * All of `sources` in one. Lists of the same name are joined in this order. Throws Error for a policy that two of them
 * give different values.
 */
export function mergePolicies(sources: Iterable<Policies>): Record<string, PolicyValue> {
  const merged = new Map<string, PolicyValue>();
  for (const [name, value] of [...sources].flatMap((source) => Object.entries(source))) {
    if (value === undefined) continue;
    const present = merged.get(name);
    if (isList(present) && isList(value)) merged.set(name, [...present, ...value]);
    else if (present === undefined) merged.set(name, value);
    else if (JSON.stringify(present) !== JSON.stringify(value)) {
      throw new Error(
        `The policy ${name} is ${JSON.stringify(present)} and must be ${JSON.stringify(value)}, too: let one part of a session set it.`,
      );
    }
  }
  return Object.fromEntries(merged);
}
