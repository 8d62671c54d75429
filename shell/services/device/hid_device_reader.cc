// HID devices: hidraw nodes. See device_readers.h; Chromium reads them in
// services/device/hid/hid_service_linux.cc.

#include <array>
#include <string_view>
#include <utility>

#include "shell/services/device/device_readers.h"
#include "shell/services/device/hid_blocklist.h"

namespace valence {
namespace {

struct HidIds {
  uint16_t vendor_id = 0;
  uint16_t product_id = 0;
};

// "0003:00001209:00000001": bus, vendor, product.
std::optional<HidIds> ParseHidId(std::string_view hid_id) {
  std::array<std::optional<uint16_t>, 3> parts;
  for (size_t i = 0; i < parts.size(); i++) {
    const size_t colon = hid_id.find(':');
    if ((colon == std::string_view::npos) != (i == parts.size() - 1)) {
      return std::nullopt;
    }
    parts[i] = ParseHex16(hid_id.substr(0, colon));
    hid_id.remove_prefix(colon == std::string_view::npos ? hid_id.size() : colon + 1);
  }
  if (!parts[0] || !parts[1] || !parts[2]) {
    return std::nullopt;
  }
  return HidIds{*parts[1], *parts[2]};
}

std::string Syspath(udev_device* device) {
  const char* const path = udev_device_get_syspath(device);
  return path == nullptr ? "" : path;
}

}  // namespace

std::optional<ReadDevice> ReadHidDevice(udev_device* hidraw) {
  udev_device* const hid = udev_device_get_parent(hidraw);
  if (hid == nullptr || udev_device_get_devnode(hidraw) == nullptr ||
      udev_device_get_syspath(hid) == nullptr) {
    return std::nullopt;
  }
  // nullptr for other buses.
  udev_device* const usb =
      udev_device_get_parent_with_subsystem_devtype(hidraw, "usb", "usb_device");
  const std::optional<HidIds> ids = ParseHidId(UdevProperty(hid, "HID_ID"));
  const std::string descriptor_path =
      std::string(udev_device_get_syspath(hid)) + "/report_descriptor";
  const auto descriptor = ReadSysfsFile(descriptor_path, kMaxHidReportDescriptorSize);
  if (!ids || !descriptor) {
    return std::nullopt;
  }
  HidDeviceInfo info;
  info.guid = RandomDeviceId();
  // What a page sees as productName; HID_NAME has the manufacturer's name before it.
  info.name = usb == nullptr ? "" : UdevAttribute(usb, "product");
  if (info.name.empty()) {
    info.name = UdevProperty(hid, "HID_NAME");
  }
  info.serial_number = UdevProperty(hid, "HID_UNIQ");
  info.vendor_id = ids->vendor_id;
  info.product_id = ids->product_id;
  info.collections = ParseHidReportDescriptor(*descriptor);
  info.is_blocked = IsHidDeviceBlocked(info.vendor_id, info.product_id, info.collections);
  // The interfaces of a USB device are one device.
  DeviceIdentity identity = {"hid", UdevProperty(hid, "HID_ID") + ' ' + info.name,
                             info.serial_number, Syspath(usb == nullptr ? hid : usb)};
  return ReadDevice{std::move(info), std::move(identity)};
}

}  // namespace valence
