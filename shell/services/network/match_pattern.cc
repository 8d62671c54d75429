// See match_pattern.h.

#include "shell/services/network/match_pattern.h"

#include <algorithm>
#include <charconv>

namespace valence {
namespace {

constexpr std::string_view kAuthorityMark = "://";
constexpr size_t kNone = std::string_view::npos;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsSchemeCharacter(char c) {
  return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '+' || c == '-' || c == '.';
}

bool IsScheme(std::string_view scheme) {
  return !scheme.empty() && scheme[0] >= 'a' && scheme[0] <= 'z' &&
         std::all_of(scheme.begin(), scheme.end(), IsSchemeCharacter);
}

std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

std::string_view DefaultPort(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") {
    return "80";
  }
  if (scheme == "https" || scheme == "wss") {
    return "443";
  }
  if (scheme == "ftp") {
    return "21";
  }
  return "";
}

// In a canonical URL a host that ends in a digit is an IPv4 address.
bool IsIpAddress(std::string_view host) {
  return !host.empty() && (host[0] == '[' || IsDigit(host.back()));
}

// Offset of the ':' before the port, or kNone. The colons inside of an IPv6 address are none.
size_t PortSeparator(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  return colon != kNone && bracket != kNone && colon < bracket ? kNone : colon;
}

bool IsPort(std::string_view port) {
  if (port == "*") {
    return true;
  }
  unsigned value = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
  return error == std::errc() && end == port.data() + port.size() && value <= 65535;
}

}  // namespace

std::optional<UrlParts> SplitUrl(std::string_view url) {
  const size_t colon = url.find(':');
  if (colon == kNone || colon == 0) {
    return std::nullopt;
  }
  UrlParts parts;
  parts.scheme = url.substr(0, colon);
  std::string_view rest = url.substr(colon);
  rest = rest.substr(0, rest.find('#'));
  if (!rest.starts_with(kAuthorityMark)) {
    parts.path = rest.substr(1);
    return parts;
  }
  rest.remove_prefix(kAuthorityMark.size());
  const size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  parts.path = rest.substr(authority_end);
  if (const size_t at = authority.rfind('@'); at != kNone) {
    authority.remove_prefix(at + 1);
  }
  const size_t port = PortSeparator(authority);
  parts.host = authority.substr(0, port);
  parts.port = port == kNone ? DefaultPort(parts.scheme) : authority.substr(port + 1);
  parts.is_ip_address = IsIpAddress(parts.host);
  if (parts.host.ends_with('.')) {
    parts.host.remove_suffix(1);
  }
  return parts;
}

std::optional<MatchPattern> MatchPattern::Parse(std::string_view pattern, std::string* error) {
  MatchPattern result;
  if (pattern == "<all_urls>") {
    result.matches_all_urls_ = true;
    return result;
  }
  if (pattern.find('\0') != kNone) {
    *error = "Invalid path. It contains a NUL.";
    return std::nullopt;
  }
  size_t scheme_end = pattern.find(kAuthorityMark);
  result.has_authority_ = scheme_end != kNone;
  if (!result.has_authority_) {
    scheme_end = pattern.find(':');
  }
  if (scheme_end == kNone) {
    *error = "Missing scheme separator. Write scheme://host/path or <all_urls>.";
    return std::nullopt;
  }
  result.scheme_ = ToLower(pattern.substr(0, scheme_end));
  if (result.scheme_ != "*" && !IsScheme(result.scheme_)) {
    *error = "Invalid scheme. It must be a name or *.";
    return std::nullopt;
  }
  if (!result.has_authority_) {
    result.path_ = pattern.substr(scheme_end + 1);
    return result;
  }
  const std::string_view rest = pattern.substr(scheme_end + kAuthorityMark.size());
  const size_t path = rest.find('/');
  if (result.scheme_ == "file") {
    // The host of a file URL does not matter; `file://x` means the path `x`.
    result.path_ = path == kNone ? rest : rest.substr(path);
    result.match_subdomains_ = true;
    return result;
  }
  if (path == kNone) {
    *error = "Empty path. Add /* to match every path.";
    return std::nullopt;
  }
  if (!result.ParseAuthority(rest.substr(0, path), error)) {
    return std::nullopt;
  }
  result.path_ = rest.substr(path);
  return result;
}

bool MatchPattern::ParseAuthority(std::string_view authority, std::string* error) {
  if (const size_t separator = PortSeparator(authority); separator != kNone) {
    const std::string_view port = authority.substr(separator + 1);
    if (!IsPort(port)) {
      *error = "Invalid port. It must be * or a number up to 65535.";
      return false;
    }
    port_ = port;
    authority = authority.substr(0, separator);
  }
  if (authority.empty()) {
    *error = "Empty host. * matches every host.";
    return false;
  }
  if (authority == "*") {
    match_subdomains_ = true;
    return true;
  }
  if (authority.starts_with("*.")) {
    match_subdomains_ = true;
    authority.remove_prefix(2);
  }
  if (authority.find('*') != kNone) {
    *error = "Invalid host wildcard. * may only be the whole host or stand before the first dot.";
    return false;
  }
  for (const char c : authority) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      *error = "Invalid host. It has characters outside of ASCII: write it in Punycode (xn--…).";
      return false;
    }
    if (static_cast<unsigned char>(c) <= ' ' || std::string_view("@\\?#<>^|%").find(c) != kNone) {
      *error = "Invalid host. It has a character that no host has.";
      return false;
    }
  }
  host_ = ToLower(authority);
  if (host_.ends_with('.')) {
    host_.pop_back();
  }
  if (host_.empty()) {
    *error = "Empty host. * matches every host.";
    return false;
  }
  return true;
}

bool MatchPattern::Matches(const UrlParts& url) const {
  if (matches_all_urls_) {
    return true;
  }
  const bool scheme_matches =
      scheme_ == "*" ? url.scheme == "http" || url.scheme == "https" : url.scheme == scheme_;
  if (!scheme_matches) {
    return false;
  }
  if (has_authority_ && (!MatchesHost(url) || (port_ != "*" && port_ != url.port))) {
    return false;
  }
  // As in Chromium: https://a.b/dir/* matches https://a.b/dir as well.
  if (path_.size() == url.path.size() + 2 && path_.starts_with(url.path) && path_.ends_with("/*")) {
    return true;
  }
  return WildcardMatches(path_, url.path);
}

bool MatchPattern::MatchesHost(const UrlParts& url) const {
  if (url.host == host_ || (match_subdomains_ && host_.empty())) {
    return true;
  }
  if (!match_subdomains_ || url.is_ip_address || url.host.size() <= host_.size()) {
    return false;
  }
  return url.host.ends_with(host_) && url.host[url.host.size() - host_.size() - 1] == '.';
}

bool WildcardMatches(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  size_t star = kNone;
  size_t star_text = 0;
  while (t < text.size()) {
    // The star first: the text may contain one as well.
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      p++;
      t++;
    } else if (star != kNone) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == kNone;
}

}  // namespace valence
