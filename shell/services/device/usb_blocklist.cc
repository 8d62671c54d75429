// See usb_blocklist.h.

#include "shell/services/device/usb_blocklist.h"

#include "shell/services/device/security_keys.h"

namespace valence {

bool IsUsbDeviceBlocked(uint16_t vendor_id, uint16_t product_id) {
  return IsSecurityKey(vendor_id, product_id);
}

}  // namespace valence
