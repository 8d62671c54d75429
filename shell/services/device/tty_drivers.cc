// See tty_drivers.h.

#include "shell/services/device/tty_drivers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace valence {
namespace {

// Takes the text up to `separator` off `text`, and the separators behind it.
std::string_view TakeField(std::string_view* text, char separator) {
  const size_t end = std::min(text->find(separator), text->size());
  const std::string_view field = text->substr(0, end);
  text->remove_prefix(std::min(text->find_first_not_of(separator, end), text->size()));
  return field;
}

std::optional<unsigned> Number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

// "usbserial /dev/ttyUSB 188 0-511 serial": driver, name, major, minors, type.
std::optional<TtyDriver> ParseLine(std::string_view line) {
  std::array<std::string_view, 5> fields;
  for (std::string_view& field : fields) {
    field = TakeField(&line, ' ');
  }
  if (fields[4] != "serial") {
    return std::nullopt;
  }
  std::string_view minors = fields[3];
  const std::optional<unsigned> first = Number(TakeField(&minors, '-'));
  const std::optional<unsigned> last = minors.empty() ? first : Number(minors);
  const std::optional<unsigned> major = Number(fields[2]);
  return first && last && major ? std::optional(TtyDriver{*major, *first, *last}) : std::nullopt;
}

}  // namespace

std::vector<TtyDriver> ParseSerialDrivers(std::string_view drivers) {
  std::vector<TtyDriver> serial;
  while (!drivers.empty()) {
    if (const std::optional<TtyDriver> driver = ParseLine(TakeField(&drivers, '\n'))) {
      serial.push_back(*driver);
    }
  }
  return serial;
}

}  // namespace valence
