/** Custom schemes in Content-Security-Policy headers: Chromium knows them by other names. */
import { schemeOf, substituteOrigins } from '../../common/scheme-map';
import type { SchemeMap } from '../request-pipeline/scheme-map';

const FETCH_DIRECTIVE =
  /^(?:default-src|(?:child|connect|fenced-frame|font|frame|img|manifest|media|object)-src|(?:script|style)-src(?:-elem)?|worker-src)$/i;

/** `atom:` and `atom://host` stand for Chromium's names of them, too. */
function mapSource(source: string, schemes: SchemeMap): string[] {
  const place = schemes.get(schemeOf(source) ?? '');
  if (!place) return [source];
  const isScheme = source.length === place.scheme.length + 1;
  return [source, isScheme ? substituteOrigins(place) : schemes.toChromium(source)];
}

function mapDirective(directive: string, schemes: SchemeMap, bypassing: string[]): string {
  const [name = '', ...sources] = directive.trim().split(/\s+/);
  const mapped = sources.flatMap((source) => mapSource(source, schemes));
  if (FETCH_DIRECTIVE.test(name) && bypassing.length > 0) {
    const others = mapped.filter((source) => source.toLowerCase() !== "'none'");
    return [name, ...others, ...bypassing].join(' ');
  }
  return [name, ...mapped].join(' ');
}

/** The policies of one header. `bypassingCSP`: schemes that every directive allows. */
export function mapPolicy(
  value: string,
  { schemes, bypassingCSP }: { schemes: SchemeMap; bypassingCSP: string[] },
): string {
  const bypassing = bypassingCSP.flatMap((scheme) => mapSource(`${scheme}:`, schemes));
  const mapOne = (policy: string): string =>
    policy
      .split(';')
      .map((directive) => mapDirective(directive, schemes, bypassing))
      .join('; ');
  return value.split(',').map(mapOne).join(', ');
}
