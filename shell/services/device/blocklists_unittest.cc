// Chromium's block lists: what is in them, and what is beside.

#include <gtest/gtest.h>

#include "shell/services/device/hid_blocklist.h"
#include "shell/services/device/usb_blocklist.h"

namespace valence {
namespace {

HidCollection Collection(uint16_t usage_page) {
  HidCollection collection;
  collection.usage_page = usage_page;
  collection.usage = 1;
  return collection;
}

TEST(BlocklistsTest, BlockSecurityKeysByVendorAndProduct) {
  for (const auto& [vendor, product] :
       {std::pair(0x096e, 0x0850), std::pair(0x1050, 0x0010), std::pair(0x1050, 0x0410),
        std::pair(0x1d50, 0x60fc), std::pair(0x2ccf, 0x0880)}) {
    EXPECT_TRUE(IsUsbDeviceBlocked(vendor, product));
    EXPECT_TRUE(IsHidDeviceBlocked(vendor, product, {}));
  }
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1050, 0x0011));
  EXPECT_FALSE(IsHidDeviceBlocked(0x1050, 0x0011, {}));
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1209, 0x0001));
}

TEST(BlocklistsTest, BlockMooltipassForHidOnly) {
  EXPECT_TRUE(IsHidDeviceBlocked(0x1209, 0x4321, {}));
  EXPECT_TRUE(IsHidDeviceBlocked(0x1209, 0x4322, {}));
  EXPECT_FALSE(IsHidDeviceBlocked(0x1209, 0x4323, {}));
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1209, 0x4321));
}

TEST(BlocklistsTest, BlockFidoByItsUsagePageAtTheTopOnly) {
  const HidCollection fido = Collection(0xf1d0);
  HidCollection vendor = Collection(0xff00);
  EXPECT_FALSE(IsHidDeviceBlocked(0x1209, 1, {&vendor, 1}));
  vendor.children = {fido};
  EXPECT_FALSE(IsHidDeviceBlocked(0x1209, 1, {&vendor, 1}));
  const std::vector<HidCollection> both = {vendor, fido};
  EXPECT_TRUE(IsHidDeviceBlocked(0x1209, 1, both));
}

}  // namespace
}  // namespace valence
