// What is known of a device: the structures that the parsers and the udev readers fill and the
// binding hands to JavaScript. Plain data; copies are independent.

#ifndef SHELL_SERVICES_DEVICE_DEVICE_INFO_H_
#define SHELL_SERVICES_DEVICE_DEVICE_INFO_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shell/services/device/hid_report_descriptor.h"
#include "shell/services/device/usb_descriptors.h"

namespace valence {

// One HID interface. A device with several has as many of these, with one device id.
struct HidDeviceInfo {
  std::string device_id = {};      // Opaque; the same for all interfaces, kept over a replug.
  std::string guid = {};           // Opaque; of this interface and this connection.
  std::string name = {};           // Of the product; empty if it gives none.
  std::string serial_number = {};  // HID_UNIQ; empty if there is none.
  uint16_t vendor_id = 0;
  uint16_t product_id = 0;
  std::vector<HidCollection> collections = {};
  bool is_blocked = false;  // No page may see it: see hid_blocklist.h.
};

struct SerialPortInfo {
  std::string port_id = {};        // Opaque; kept over a replug.
  std::string port_name = {};      // "ttyACM0"
  std::string display_name = {};   // The product's name; empty if unknown.
  std::string serial_number = {};  // Empty if there is none.
  std::optional<uint16_t> vendor_id = {};
  std::optional<uint16_t> product_id = {};
};

struct UsbDeviceInfo {
  std::string device_id = {};  // Opaque; kept over a replug.
  std::string manufacturer_name = {};
  std::string product_name = {};
  std::string serial_number = {};
  UsbDeviceDescriptor descriptor = {};
  uint8_t active_configuration = 0;  // Its value; 0: not configured.
  bool is_blocked = false;           // No page may see it: see usb_blocklist.h.
};

using DeviceInfo = std::variant<HidDeviceInfo, SerialPortInfo, UsbDeviceInfo>;

struct DeviceChange {
  bool added = false;  // False: removed; the information is that of the time it was added.
  DeviceInfo device;
};

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_DEVICE_INFO_H_
