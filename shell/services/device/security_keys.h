// Vendor and product ids of security keys: what Chromium's block lists for HID and for USB have in
// common. See hid_blocklist.h and usb_blocklist.h.

#ifndef SHELL_SERVICES_DEVICE_SECURITY_KEYS_H_
#define SHELL_SERVICES_DEVICE_SECURITY_KEYS_H_

#include <cstdint>

namespace valence {

bool IsSecurityKey(uint16_t vendor_id, uint16_t product_id);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_SECURITY_KEYS_H_
