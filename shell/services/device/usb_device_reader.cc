// USB devices. See device_readers.h; Chromium reads them in
// services/device/usb/usb_service_linux.cc.

#include <string>
#include <utility>

#include "shell/services/device/device_readers.h"
#include "shell/services/device/usb_blocklist.h"

namespace valence {
namespace {

constexpr uint8_t kHubClass = 9;

// Eight configurations of the greatest length. Real ones have some hundred bytes.
constexpr size_t kMaxDescriptorsSize = size_t{8} * 65535;

}  // namespace

std::optional<ReadDevice> ReadUsbDevice(udev_device* device) {
  const char* const syspath = udev_device_get_syspath(device);
  if (syspath == nullptr || udev_device_get_devnode(device) == nullptr) {
    return std::nullopt;
  }
  const auto bytes = ReadSysfsFile(std::string(syspath) + "/descriptors", kMaxDescriptorsSize);
  std::optional<UsbDeviceDescriptor> descriptor =
      bytes ? ParseUsbDescriptors(*bytes) : std::nullopt;
  if (!descriptor || descriptor->device_class == kHubClass) {
    return std::nullopt;
  }
  UsbDeviceInfo info;
  info.manufacturer_name = UdevAttribute(device, "manufacturer");
  info.product_name = UdevAttribute(device, "product");
  info.serial_number = UdevAttribute(device, "serial");
  info.active_configuration =
      static_cast<uint8_t>(ParseDecimal(UdevAttribute(device, "bConfigurationValue")).value_or(0));
  info.is_blocked = IsUsbDeviceBlocked(descriptor->vendor_id, descriptor->product_id);
  DeviceIdentity identity = {"usb",
                             std::to_string(descriptor->vendor_id) + ':' +
                                 std::to_string(descriptor->product_id) + ' ' + info.product_name,
                             info.serial_number, syspath};
  info.descriptor = std::move(*descriptor);
  return ReadDevice{std::move(info), std::move(identity)};
}

}  // namespace valence
