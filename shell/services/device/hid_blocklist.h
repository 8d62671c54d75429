// HID devices that no page may see, from Chromium 156: security keys by vendor and product
// (services/device/public/cpp/hid/hid_blocklist.cc), everything with a top-level collection of the
// FIDO usage page (chrome/browser/ui/hid/hid_chooser_controller.cc), and devices whose collections
// are all protected, as a keyboard's (services/device/public/cpp/hid/hid_report_utils.cc). Chromium
// enforces it; here it keeps such devices out of what the app is offered.

#ifndef SHELL_SERVICES_DEVICE_HID_BLOCKLIST_H_
#define SHELL_SERVICES_DEVICE_HID_BLOCKLIST_H_

#include <cstdint>
#include <span>

#include "shell/services/device/hid_report_descriptor.h"

namespace valence {

bool IsHidDeviceBlocked(uint16_t vendor_id,
                        uint16_t product_id,
                        std::span<const HidCollection> collections);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_HID_BLOCKLIST_H_
