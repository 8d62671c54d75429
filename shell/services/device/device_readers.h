// What udev and sysfs tell about one device, as a structure. One function per subsystem; they read
// the same properties as Chromium's services in services/device/{hid,serial,usb} do on Linux, so
// that a device has here the name and the ids that a page sees.

#ifndef SHELL_SERVICES_DEVICE_DEVICE_READERS_H_
#define SHELL_SERVICES_DEVICE_DEVICE_READERS_H_

#include <optional>
#include <span>

#include "shell/services/device/device_ids.h"
#include "shell/services/device/device_info.h"
#include "shell/services/device/tty_drivers.h"
#include "shell/services/device/udev.h"

namespace valence {

// A device without its ids, and what they follow from.
struct ReadDevice {
  DeviceInfo info;
  DeviceIdentity identity;
};

// nullopt for what is no device of the kind, or one that was unplugged meanwhile.
std::optional<ReadDevice> ReadHidDevice(udev_device* hidraw);
std::optional<ReadDevice> ReadSerialPort(udev_device* tty, std::span<const TtyDriver> drivers);
std::optional<ReadDevice> ReadUsbDevice(udev_device* device);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_DEVICE_READERS_H_
