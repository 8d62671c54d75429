// See security_keys.h.

#include "shell/services/device/security_keys.h"

#include <algorithm>
#include <array>
#include <utility>

namespace valence {
namespace {

// Vendor and product.
using DeviceIds = std::pair<uint16_t, uint16_t>;

// Sorted.
constexpr std::array kSecurityKeys = {
    // KEY-ID, Feitian, HyperFIDO.
    DeviceIds{0x096e, 0x0850},
    DeviceIds{0x096e, 0x0852},
    DeviceIds{0x096e, 0x0853},
    DeviceIds{0x096e, 0x0854},
    DeviceIds{0x096e, 0x0856},
    DeviceIds{0x096e, 0x0858},
    DeviceIds{0x096e, 0x085a},
    DeviceIds{0x096e, 0x085b},
    DeviceIds{0x096e, 0x0880},
    // HID Global.
    DeviceIds{0x09c3, 0x0023},
    // Yubico.
    DeviceIds{0x1050, 0x0010},
    DeviceIds{0x1050, 0x0018},
    DeviceIds{0x1050, 0x0030},
    DeviceIds{0x1050, 0x0110},
    DeviceIds{0x1050, 0x0111},
    DeviceIds{0x1050, 0x0112},
    DeviceIds{0x1050, 0x0113},
    DeviceIds{0x1050, 0x0114},
    DeviceIds{0x1050, 0x0115},
    DeviceIds{0x1050, 0x0116},
    DeviceIds{0x1050, 0x0120},
    DeviceIds{0x1050, 0x0200},
    DeviceIds{0x1050, 0x0211},
    DeviceIds{0x1050, 0x0401},
    DeviceIds{0x1050, 0x0402},
    DeviceIds{0x1050, 0x0403},
    DeviceIds{0x1050, 0x0404},
    DeviceIds{0x1050, 0x0405},
    DeviceIds{0x1050, 0x0406},
    DeviceIds{0x1050, 0x0407},
    DeviceIds{0x1050, 0x0410},
    // U2F Zero.
    DeviceIds{0x10c4, 0x8acf},
    // Titan.
    DeviceIds{0x18d1, 0x5026},
    // VASCO.
    DeviceIds{0x1a44, 0x00bb},
    // OnlyKey.
    DeviceIds{0x1d50, 0x60fc},
    // Neowave.
    DeviceIds{0x1e0d, 0xf1ae},
    DeviceIds{0x1e0d, 0xf1d0},
    // Thetis.
    DeviceIds{0x1ea8, 0xf025},
    // Nitrokey.
    DeviceIds{0x20a0, 0x4287},
    // JaCarta.
    DeviceIds{0x24dc, 0x0101},
    // Happlink.
    DeviceIds{0x2581, 0xf1d0},
    // Bluink.
    DeviceIds{0x2abe, 0x1002},
    // Feitian, HyperFIDO.
    DeviceIds{0x2ccf, 0x0880},
};

static_assert(std::is_sorted(kSecurityKeys.begin(), kSecurityKeys.end()));

}  // namespace

bool IsSecurityKey(uint16_t vendor_id, uint16_t product_id) {
  return std::binary_search(kSecurityKeys.begin(), kSecurityKeys.end(),
                            DeviceIds(vendor_id, product_id));
}

}  // namespace valence
