// See udev.h.

#include "shell/services/device/udev.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "shell/common/scoped_fd.h"

namespace valence {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

template <typename T>
std::optional<T> ParseNumber(std::string_view text, int base) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

std::string Text(const char* value) {
  return value == nullptr ? std::string() : ToValidUtf8(value);
}

// Length of the UTF-8 sequence that `text` starts with; 0 if it is none.
size_t SequenceLength(std::string_view text) {
  const auto byte = [&](size_t index) { return static_cast<uint8_t>(text[index]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) {
    return 1;
  }
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
    return 0;
  }
  for (size_t i = 1; i < length; i++) {
    if ((byte(i) & 0xc0) != 0x80) {
      return 0;
    }
  }
  // Longer than needed, a surrogate, or above U+10FFFF.
  const bool is_wrong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f) ||
                        (lead == 0xf0 && byte(1) < 0x90) || (lead == 0xf4 && byte(1) > 0x8f);
  return is_wrong ? 0 : length;
}

}  // namespace

std::string UdevProperty(udev_device* device, const char* name) {
  return Text(udev_device_get_property_value(device, name));
}

std::string UdevAttribute(udev_device* device, const char* name) {
  return Text(udev_device_get_sysattr_value(device, name));
}

std::optional<uint16_t> ParseHex16(std::string_view text) {
  // HID_ID pads with zeros to 8 digits, which from_chars() takes.
  return ParseNumber<uint16_t>(text, 16);
}

std::optional<unsigned> ParseDecimal(std::string_view text) {
  return ParseNumber<unsigned>(text, 10);
}

std::string DecodeUdevString(std::string_view encoded) {
  constexpr size_t kEscapeLength = 4;  // \x20
  std::string decoded;
  while (!encoded.empty()) {
    if (encoded.starts_with("\\x") && encoded.size() >= kEscapeLength) {
      if (const auto byte = ParseNumber<uint8_t>(encoded.substr(2, 2), 16)) {
        decoded += static_cast<char>(*byte);
        encoded.remove_prefix(kEscapeLength);
        continue;
      }
    }
    decoded += encoded.front();
    encoded.remove_prefix(1);
  }
  return ToValidUtf8(decoded);
}

std::string ToValidUtf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    // A NUL ends strings elsewhere.
    if (length == 0 || text.front() == '\0') {
      valid += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    valid += text.substr(0, length);
    text.remove_prefix(length);
  }
  return valid;
}

std::optional<std::vector<uint8_t>> ReadSysfsFile(const std::string& path, size_t limit) {
  const ScopedFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_valid()) {
    return std::nullopt;
  }
  std::vector<uint8_t> bytes(limit + 1);
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t count = read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return std::nullopt;
    }
    if (count == 0) {
      break;
    }
    size += static_cast<size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace valence
