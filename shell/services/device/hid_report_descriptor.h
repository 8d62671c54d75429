// Parser of HID report descriptors (Device Class Definition for HID 1.11, section 6.2.2). Pure: the
// bytes come from the device and may be anything. Reads what Chromium reads out of them
// (services/device/hid/hid_collection.cc of Chromium 156), because what a filter of a page matches
// here must be what the page then sees.

#ifndef SHELL_SERVICES_DEVICE_HID_REPORT_DESCRIPTOR_H_
#define SHELL_SERVICES_DEVICE_HID_REPORT_DESCRIPTOR_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace valence {

// The usage page in the upper 16 bits, the usage id in the lower ones.
using HidUsage = uint32_t;

constexpr uint16_t HidUsagePageOf(HidUsage usage) {
  return static_cast<uint16_t>(usage >> 16);
}
constexpr uint16_t HidUsageIdOf(HidUsage usage) {
  return static_cast<uint16_t>(usage & 0xffff);
}

// One Input, Output or Feature item with the state it was met in.
struct HidReportItem {
  uint32_t flags = 0;  // Data of the main item: bit 0 constant, 1 variable, 2 relative, 3 wrap, …
  std::vector<HidUsage> usages = {};
  HidUsage usage_minimum = 0;
  HidUsage usage_maximum = 0;
  int32_t logical_minimum = 0;
  int32_t logical_maximum = 0;
  int32_t physical_minimum = 0;
  int32_t physical_maximum = 0;
  uint32_t unit_exponent = 0;
  uint32_t unit = 0;
  uint32_t report_size = 0;   // Bits.
  uint32_t report_count = 0;  // Fields of that size.

  bool is_range() const { return usage_minimum != usage_maximum; }
};

struct HidReport {
  uint8_t report_id = 0;  // 0: the device does not number its reports.
  std::vector<HidReportItem> items = {};
};

enum class HidReportType : uint8_t { kInput, kOutput, kFeature };

struct HidCollection {
  uint16_t usage_page = 0;
  uint16_t usage = 0;
  uint8_t type = 0;  // 0 physical, 1 application, 2 logical, …
  // Of this collection and of those inside of it, in the order in which they are first described.
  std::vector<HidReport> input_reports = {};
  std::vector<HidReport> output_reports = {};
  std::vector<HidReport> feature_reports = {};
  std::vector<HidCollection> children = {};

  const std::vector<HidReport>& reports(HidReportType report_type) const;
};

// Linux passes on no longer ones (HID_MAX_DESCRIPTOR_SIZE, 4096); a longer one gives no
// collections.
constexpr size_t kMaxHidReportDescriptorSize = 4096;
// Collections deeper than this belong to the one above them, as in Chromium.
constexpr size_t kMaxHidCollectionDepth = 50;
// Items in all reports of all collections; those beyond are left out. Real devices have hundreds.
constexpr size_t kMaxHidReportItems = 16384;
// Usages in all of these items.
constexpr size_t kMaxHidUsages = 65536;

// The top-level collections. What is cut off or nonsense is skipped.
std::vector<HidCollection> ParseHidReportDescriptor(std::span<const uint8_t> bytes);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_HID_REPORT_DESCRIPTOR_H_
