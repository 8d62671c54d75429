// Owners of libudev's objects, and what is read from a device by every reader.

#ifndef SHELL_SERVICES_DEVICE_UDEV_H_
#define SHELL_SERVICES_DEVICE_UDEV_H_

#include <libudev.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace valence {

struct UdevDeleter {
  void operator()(udev* object) const { udev_unref(object); }
  void operator()(udev_device* object) const { udev_device_unref(object); }
  void operator()(udev_monitor* object) const { udev_monitor_unref(object); }
  void operator()(udev_enumerate* object) const { udev_enumerate_unref(object); }
};

using ScopedUdev = std::unique_ptr<udev, UdevDeleter>;
using ScopedUdevDevice = std::unique_ptr<udev_device, UdevDeleter>;
using ScopedUdevMonitor = std::unique_ptr<udev_monitor, UdevDeleter>;
using ScopedUdevEnumerate = std::unique_ptr<udev_enumerate, UdevDeleter>;

// libudev gives nullptr for what there is not; here it is empty. What a device says of itself may
// be in any encoding: invalid UTF-8 comes out as U+FFFD.
std::string UdevProperty(udev_device* device, const char* name);
std::string UdevAttribute(udev_device* device, const char* name);

// All of `text` as a hexadecimal or decimal number.
std::optional<uint16_t> ParseHex16(std::string_view text);
std::optional<unsigned> ParseDecimal(std::string_view text);

// "Caf\xc3\xa9\x20X" as udev writes it in ID_MODEL_ENC: "Café X".
std::string DecodeUdevString(std::string_view encoded);
std::string ToValidUtf8(std::string_view text);

// At most `limit` bytes of a binary file of sysfs; one byte more if it is longer. nullopt if it
// cannot be read.
std::optional<std::vector<uint8_t>> ReadSysfsFile(const std::string& path, size_t limit);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_UDEV_H_
