// Chromium's block lists: what is in them, and what is beside.

#include <gtest/gtest.h>

#include "shell/services/device/hid_blocklist.h"
#include "shell/services/device/usb_blocklist.h"

namespace valence {
namespace {

HidCollection Collection(uint16_t usage_page, uint16_t usage = 1) {
  HidCollection collection;
  collection.usage_page = usage_page;
  collection.usage = usage;
  collection.input_reports = {HidReport{0, {HidReportItem()}}};
  return collection;
}

bool IsBlocked(uint16_t vendor_id,
               uint16_t product_id,
               const std::vector<HidCollection>& collections = {Collection(0xff00)}) {
  return IsHidDeviceBlocked(vendor_id, product_id, collections);
}

TEST(BlocklistsTest, BlockSecurityKeysByVendorAndProduct) {
  for (const auto& [vendor, product] :
       {std::pair(0x096e, 0x0850), std::pair(0x1050, 0x0010), std::pair(0x1050, 0x0410),
        std::pair(0x1d50, 0x60fc), std::pair(0x2ccf, 0x0880)}) {
    EXPECT_TRUE(IsUsbDeviceBlocked(vendor, product));
    EXPECT_TRUE(IsBlocked(vendor, product));
  }
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1050, 0x0011));
  EXPECT_FALSE(IsBlocked(0x1050, 0x0011));
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1209, 0x0001));
}

TEST(BlocklistsTest, BlockMooltipassForHidOnly) {
  EXPECT_TRUE(IsBlocked(0x1209, 0x4321));
  EXPECT_TRUE(IsBlocked(0x1209, 0x4322));
  EXPECT_FALSE(IsBlocked(0x1209, 0x4323));
  EXPECT_FALSE(IsUsbDeviceBlocked(0x1209, 0x4321));
}

TEST(BlocklistsTest, BlockFidoByItsUsagePageAtTheTopOnly) {
  const HidCollection fido = Collection(0xf1d0);
  HidCollection vendor = Collection(0xff00);
  EXPECT_FALSE(IsBlocked(0x1209, 1, {vendor}));
  vendor.children = {fido};
  EXPECT_FALSE(IsBlocked(0x1209, 1, {vendor}));
  EXPECT_TRUE(IsBlocked(0x1209, 1, {vendor, fido}));
}

TEST(BlocklistsTest, BlockDevicesWithNothingButProtectedReports) {
  EXPECT_TRUE(IsBlocked(0x1209, 1, {}));
  for (const uint16_t usage : {0x01, 0x02, 0x06, 0x07, 0x80, 0x8f, 0xa0, 0xb6}) {
    EXPECT_TRUE(IsBlocked(0x1209, 1, {Collection(0x01, usage)})) << usage;
  }
  for (const uint16_t usage : {0x04, 0x05, 0x08, 0x7f, 0x90, 0xb7}) {
    EXPECT_FALSE(IsBlocked(0x1209, 1, {Collection(0x01, usage)})) << usage;
  }
  EXPECT_TRUE(IsBlocked(0x1209, 1, {Collection(0x07, 1)}));
  EXPECT_FALSE(IsBlocked(0x1209, 1, {Collection(0x01, 0x06), Collection(0x0c)}));
}

TEST(BlocklistsTest, LeaveFeatureReportsOfAMouse) {
  HidCollection mouse = Collection(0x01, 0x02);
  mouse.feature_reports = mouse.input_reports;
  EXPECT_FALSE(IsBlocked(0x1209, 1, {mouse}));
  HidCollection system = Collection(0x01, 0x80);
  system.feature_reports = system.input_reports;
  EXPECT_TRUE(IsBlocked(0x1209, 1, {system}));
}

}  // namespace
}  // namespace valence
