// See hid_blocklist.h.

#include "shell/services/device/hid_blocklist.h"

#include <algorithm>

#include "shell/services/device/security_keys.h"

namespace valence {
namespace {

constexpr uint16_t kFidoUsagePage = 0xf1d0;

// Mooltipass Mini-BLE and Arduino sketch: only in the list for HID.
constexpr uint16_t kMooltipassVendor = 0x1209;
constexpr uint16_t kMooltipassMiniBle = 0x4321;
constexpr uint16_t kMooltipassArduino = 0x4322;

}  // namespace

bool IsHidDeviceBlocked(uint16_t vendor_id,
                        uint16_t product_id,
                        std::span<const HidCollection> collections) {
  const bool is_mooltipass = vendor_id == kMooltipassVendor &&
                             (product_id == kMooltipassMiniBle || product_id == kMooltipassArduino);
  return is_mooltipass || IsSecurityKey(vendor_id, product_id) ||
         std::any_of(collections.begin(), collections.end(), [](const HidCollection& collection) {
           return collection.usage_page == kFidoUsagePage;
         });
}

}  // namespace valence
