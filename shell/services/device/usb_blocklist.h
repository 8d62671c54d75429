// USB devices that no page may see, from Chromium 156 (chrome/browser/usb/usb_blocklist.cc):
// security keys. Chromium enforces it. The list for serial ports
// (chrome/browser/serial/serial_blocklist.cc) has no entry for USB devices.

#ifndef SHELL_SERVICES_DEVICE_USB_BLOCKLIST_H_
#define SHELL_SERVICES_DEVICE_USB_BLOCKLIST_H_

#include <cstdint>

namespace valence {

bool IsUsbDeviceBlocked(uint16_t vendor_id, uint16_t product_id);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_USB_BLOCKLIST_H_
