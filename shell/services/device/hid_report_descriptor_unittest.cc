// HID report descriptors: a vendor device, nesting, state, limits, nonsense.

#include "shell/services/device/hid_report_descriptor.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace valence {
namespace {

using Bytes = std::vector<uint8_t>;

TEST(HidReportDescriptorTest, ReadsReportsOfAVendorDevice) {
  // Report 1: 8 bytes in and out; report 2: 4 bytes feature.
  const Bytes bytes = {0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x01, 0x15, 0x00, 0x26,
                       0xff, 0x00, 0x75, 0x08, 0x95, 0x08, 0x09, 0x01, 0x81, 0x02, 0x09, 0x02,
                       0x91, 0x02, 0x85, 0x02, 0x95, 0x04, 0x09, 0x03, 0xb1, 0x02, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  const HidCollection& collection = collections[0];
  EXPECT_EQ(collection.usage_page, 0xff00);
  EXPECT_EQ(collection.usage, 1);
  EXPECT_EQ(collection.type, 1);
  ASSERT_EQ(collection.input_reports.size(), 1U);
  ASSERT_EQ(collection.output_reports.size(), 1U);
  ASSERT_EQ(collection.feature_reports.size(), 1U);
  EXPECT_EQ(collection.input_reports[0].report_id, 1);
  EXPECT_EQ(collection.feature_reports[0].report_id, 2);
  const HidReportItem& item = collection.input_reports[0].items.at(0);
  EXPECT_EQ(item.usages, std::vector<HidUsage>({0xff000001}));
  EXPECT_EQ(item.flags, 2U);
  EXPECT_EQ(item.logical_minimum, 0);
  EXPECT_EQ(item.logical_maximum, 255);
  EXPECT_EQ(item.report_size, 8U);
  EXPECT_EQ(item.report_count, 8U);
  EXPECT_EQ(collection.feature_reports[0].items.at(0).report_count, 4U);
}

TEST(HidReportDescriptorTest, ReadsANestedMouse) {
  // Generic desktop mouse > pointer: three buttons (a range), padding, X and Y.
  const Bytes bytes = {0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x01, 0xa1, 0x00, 0x05, 0x09, 0x19,
                       0x01, 0x29, 0x03, 0x15, 0x00, 0x25, 0x01, 0x95, 0x03, 0x75, 0x01, 0x81, 0x02,
                       0x95, 0x01, 0x75, 0x05, 0x81, 0x01, 0x05, 0x01, 0x09, 0x30, 0x09, 0x31, 0x15,
                       0x81, 0x25, 0x7f, 0x75, 0x08, 0x95, 0x02, 0x81, 0x06, 0xc0, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  EXPECT_EQ(collections[0].usage_page, 1);
  EXPECT_EQ(collections[0].usage, 2);
  ASSERT_EQ(collections[0].children.size(), 1U);
  const HidCollection& pointer = collections[0].children[0];
  EXPECT_EQ(pointer.usage, 1);
  EXPECT_EQ(pointer.type, 0);
  // Reports are those of the collections inside, too.
  ASSERT_EQ(collections[0].reports(HidReportType::kInput).size(), 1U);
  ASSERT_EQ(collections[0].input_reports[0].items.size(), 3U);
  ASSERT_EQ(pointer.input_reports[0].items.size(), 3U);
  const HidReportItem& buttons = pointer.input_reports[0].items[0];
  EXPECT_TRUE(buttons.is_range());
  EXPECT_EQ(buttons.usage_minimum, 0x00090001U);
  EXPECT_EQ(buttons.usage_maximum, 0x00090003U);
  const HidReportItem& axes = pointer.input_reports[0].items[2];
  EXPECT_EQ(axes.usages, std::vector<HidUsage>({0x00010030, 0x00010031}));
  EXPECT_EQ(axes.logical_minimum, -127);
  EXPECT_EQ(axes.logical_maximum, 127);
  EXPECT_FALSE(axes.is_range());
}

TEST(HidReportDescriptorTest, ReadsSeveralTopLevelCollections) {
  const Bytes bytes = {0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0xc0,
                       0x05, 0x0c, 0x09, 0x01, 0xa1, 0x01, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 2U);
  EXPECT_EQ(collections[0].usage, 6);
  EXPECT_EQ(collections[1].usage_page, 0x0c);
}

TEST(HidReportDescriptorTest, TakesTheUsagePageOutOfALongUsage) {
  const Bytes bytes = {0x05, 0x01, 0x0b, 0x01, 0x00, 0xd0, 0xf1, 0xa1, 0x01, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  EXPECT_EQ(collections[0].usage_page, 0xf1d0);
  EXPECT_EQ(collections[0].usage, 1);
}

TEST(HidReportDescriptorTest, PushAndPopKeepGlobalItems) {
  // Report size 8; push; report size 4, count 1, input; pop; count 2, input.
  const Bytes bytes = {0x75, 0x08, 0xa1, 0x01, 0xa4, 0x75, 0x04, 0x95, 0x01,
                       0x81, 0x02, 0xb4, 0x95, 0x02, 0x81, 0x02, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  const auto& items = collections[0].input_reports.at(0).items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].report_size, 4U);
  EXPECT_EQ(items[1].report_size, 8U);
  EXPECT_EQ(items[1].report_count, 2U);
}

TEST(HidReportDescriptorTest, SkipsLongItems) {
  const Bytes bytes = {0xfe, 0x02, 0x00, 0xaa, 0xbb, 0x05, 0x01, 0xa1, 0x01, 0xc0};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  EXPECT_EQ(collections[0].usage_page, 1);
}

TEST(HidReportDescriptorTest, KeepsWhatIsCutOff) {
  // No end of the collection, and an item without its data.
  const Bytes bytes = {0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x26, 0xff};
  const auto collections = ParseHidReportDescriptor(bytes);
  ASSERT_EQ(collections.size(), 1U);
  EXPECT_EQ(collections[0].usage, 2);
}

TEST(HidReportDescriptorTest, IgnoresItemsOutsideOfCollectionsAndEndsTooMany) {
  EXPECT_TRUE(ParseHidReportDescriptor({}).empty());
  EXPECT_TRUE(ParseHidReportDescriptor(Bytes{0xc0, 0xc0, 0x81, 0x02, 0xb4, 0x85, 0x01}).empty());
}

TEST(HidReportDescriptorTest, RefusesADescriptorThatLinuxWouldNotPassOn) {
  Bytes bytes(kMaxHidReportDescriptorSize + 1, 0x00);
  bytes[0] = 0xa0;
  EXPECT_TRUE(ParseHidReportDescriptor(bytes).empty());
  bytes.pop_back();
  EXPECT_EQ(ParseHidReportDescriptor(bytes).size(), 1U);
}

TEST(HidReportDescriptorTest, BoundsDepth) {
  const Bytes bytes(kMaxHidReportDescriptorSize, 0xa0);
  const auto collections = ParseHidReportDescriptor(bytes);
  size_t depth = 0;
  for (const auto* level = &collections; !level->empty(); level = &level->front().children) {
    ASSERT_EQ(level->size(), 1U);
    depth++;
  }
  EXPECT_EQ(depth, kMaxHidCollectionDepth);
}

size_t CountItems(const std::vector<HidCollection>& collections) {
  size_t count = 0;
  for (const HidCollection& collection : collections) {
    for (const HidReport& report : collection.input_reports) {
      count += report.items.size();
    }
    count += CountItems(collection.children);
  }
  return count;
}

TEST(HidReportDescriptorTest, BoundsItems) {
  Bytes bytes(kMaxHidReportDescriptorSize, 0x80);
  std::fill_n(bytes.begin(), kMaxHidCollectionDepth, 0xa0);
  EXPECT_LE(CountItems(ParseHidReportDescriptor(bytes)), kMaxHidReportItems);
}

}  // namespace
}  // namespace valence
