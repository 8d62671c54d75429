// Serial ports: ttys. See device_readers.h; Chromium reads them in
// services/device/serial/serial_device_enumerator_linux.cc.

#include <algorithm>
#include <string_view>
#include <utility>

#include "shell/services/device/device_readers.h"

namespace valence {

std::optional<ReadDevice> ReadSerialPort(udev_device* tty, std::span<const TtyDriver> drivers) {
  const std::optional<unsigned> major = ParseDecimal(UdevProperty(tty, "MAJOR"));
  const std::optional<unsigned> minor = ParseDecimal(UdevProperty(tty, "MINOR"));
  const std::string node = UdevProperty(tty, "DEVNAME");
  const char* const syspath = udev_device_get_syspath(tty);
  if (!major || !minor || node.empty() || syspath == nullptr ||
      std::none_of(drivers.begin(), drivers.end(),
                   [&](const TtyDriver& driver) { return driver.Has(*major, *minor); })) {
    return std::nullopt;
  }
  SerialPortInfo info;
  info.port_name = node.substr(node.rfind('/') + 1);
  info.display_name = DecodeUdevString(UdevProperty(tty, "ID_MODEL_ENC"));
  info.serial_number = UdevProperty(tty, "ID_SERIAL_SHORT");
  info.vendor_id = ParseHex16(UdevProperty(tty, "ID_VENDOR_ID"));
  info.product_id = ParseHex16(UdevProperty(tty, "ID_MODEL_ID"));
  // A device may have several ports, whose interface tells them apart.
  DeviceIdentity identity = {"serial",
                             UdevProperty(tty, "ID_VENDOR_ID") + ':' +
                                 UdevProperty(tty, "ID_MODEL_ID") + ' ' + info.display_name + ' ' +
                                 UdevProperty(tty, "ID_USB_INTERFACE_NUM"),
                             info.serial_number, syspath};
  return ReadDevice{std::move(info), std::move(identity)};
}

}  // namespace valence
