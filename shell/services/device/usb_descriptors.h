// Parser of a USB device's descriptors as sysfs gives them: the device descriptor, then those of
// every configuration (USB 2.0 specification, section 9.6). Pure: the bytes come from the device
// and may be anything.

#ifndef SHELL_SERVICES_DEVICE_USB_DESCRIPTORS_H_
#define SHELL_SERVICES_DEVICE_USB_DESCRIPTORS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace valence {

enum class UsbDirection : uint8_t { kOut, kIn };
enum class UsbTransferType : uint8_t { kControl, kIsochronous, kBulk, kInterrupt };

struct UsbEndpoint {
  uint8_t number = 0;  // 0 to 15.
  UsbDirection direction = UsbDirection::kOut;
  UsbTransferType type = UsbTransferType::kControl;
  uint16_t packet_size = 0;
};

struct UsbAlternate {
  uint8_t alternate_setting = 0;
  uint8_t interface_class = 0;
  uint8_t interface_subclass = 0;
  uint8_t interface_protocol = 0;
  std::vector<UsbEndpoint> endpoints = {};
};

struct UsbInterface {
  uint8_t number = 0;
  std::vector<UsbAlternate> alternates = {};  // At least one.
};

struct UsbConfiguration {
  uint8_t value = 0;
  std::vector<UsbInterface> interfaces = {};
};

// A version in binary-coded decimal: 2.1.0 is 0x0210.
struct UsbVersion {
  uint8_t major = 0;
  uint8_t minor = 0;
  uint8_t subminor = 0;
};

struct UsbDeviceDescriptor {
  UsbVersion usb_version = {};
  uint8_t device_class = 0;  // 0: each interface has its own.
  uint8_t device_subclass = 0;
  uint8_t device_protocol = 0;
  uint16_t vendor_id = 0;
  uint16_t product_id = 0;
  UsbVersion device_version = {};
  std::vector<UsbConfiguration> configurations = {};
};

// nullopt for what Chromium refuses too (services/device/usb/usb_descriptors.cc of Chromium 156):
// no device descriptor, one that is cut off, descriptors where none may be.
std::optional<UsbDeviceDescriptor> ParseUsbDescriptors(std::span<const uint8_t> bytes);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_USB_DESCRIPTORS_H_
