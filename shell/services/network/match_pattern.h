// URL match patterns of Electron's webRequest filters, with the rules of Chromium's
// extensions/common/url_pattern.cc:
// `<all_urls>`, `scheme://host:port/path`, where scheme, port and path may be or contain `*` and
// the host may be `*` or start with `*.`. Pure functions on canonical URLs, as DevTools reports
// them.

#ifndef SHELL_SERVICES_NETWORK_MATCH_PATTERN_H_
#define SHELL_SERVICES_NETWORK_MATCH_PATTERN_H_

#include <optional>
#include <string>
#include <string_view>

namespace valence {

// The parts of a canonical URL that patterns look at. Views into the URL.
struct UrlParts {
  std::string_view scheme;
  std::string_view host;  // IPv6 with its brackets; without a trailing dot.
  std::string_view port;  // The scheme's default port where the URL has none.
  std::string_view path;  // With the query, without the fragment.
  bool is_ip_address = false;
};

// nullopt if `url` has no scheme.
std::optional<UrlParts> SplitUrl(std::string_view url);

class MatchPattern {
 public:
  // nullopt, with `error` saying what is expected, if `pattern` is none.
  static std::optional<MatchPattern> Parse(std::string_view pattern, std::string* error);

  bool Matches(const UrlParts& url) const;

 private:
  MatchPattern() = default;
  bool ParseAuthority(std::string_view authority, std::string* error);
  bool MatchesHost(const UrlParts& url) const;

  bool matches_all_urls_ = false;
  std::string scheme_;  // "*": http and https.
  bool has_authority_ = true;
  std::string host_;  // Empty with match_subdomains_: every host.
  bool match_subdomains_ = false;
  std::string port_ = "*";
  std::string path_;
};

// `*` stands for any run of characters; everything else for itself.
bool WildcardMatches(std::string_view pattern, std::string_view text);

}  // namespace valence

#endif  // SHELL_SERVICES_NETWORK_MATCH_PATTERN_H_
