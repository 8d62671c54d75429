// Numbers in text that is not trusted.

#ifndef SHELL_COMMON_PARSE_NUMBER_H_
#define SHELL_COMMON_PARSE_NUMBER_H_

#include <charconv>
#include <string_view>
#include <system_error>

namespace valence {

// False, with `*number` as it was or not, if `text` is anything but a decimal number that fits.
template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc() && rest == end;
}

}  // namespace valence

#endif  // SHELL_COMMON_PARSE_NUMBER_H_
