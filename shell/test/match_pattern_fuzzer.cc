// libFuzzer target of match patterns: "<pattern>\n<url>", both arbitrary.
// Run: gn gen out/Fuzz --args='use_clang=true use_libfuzzer=true is_asan=true is_ubsan=true';
// out/Fuzz/match_pattern_fuzzer

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "shell/services/network/match_pattern.h"

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line_end = input.find('\n');
  const std::string_view text = input.substr(0, line_end);
  const std::string_view url = line_end == std::string_view::npos ? "" : input.substr(line_end + 1);
  std::string error;
  const auto pattern = valence::MatchPattern::Parse(text, &error);
  // A refusal has a reason, and only a refusal has one.
  if (pattern.has_value() != error.empty()) {
    abort();
  }
  const auto parts = valence::SplitUrl(url);
  if (pattern && parts) {
    pattern->Matches(*parts);
  }
  return 0;
}
