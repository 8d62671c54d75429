// See hid_report_descriptor.h.

#include "shell/services/device/hid_report_descriptor.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace valence {
namespace {

// Tag (upper 4 bits) and type of a short item, without its size: section 6.2.2.2.
enum Tag : uint8_t {
  kInput = 0x80,
  kOutput = 0x90,
  kCollection = 0xa0,
  kFeature = 0xb0,
  kEndCollection = 0xc0,
  kUsagePage = 0x04,
  kLogicalMinimum = 0x14,
  kLogicalMaximum = 0x24,
  kPhysicalMinimum = 0x34,
  kPhysicalMaximum = 0x44,
  kUnitExponent = 0x54,
  kUnit = 0x64,
  kReportSize = 0x74,
  kReportId = 0x84,
  kReportCount = 0x94,
  kPush = 0xa4,
  kPop = 0xb4,
  kUsage = 0x08,
  kUsageMinimum = 0x18,
  kUsageMaximum = 0x28,
  kLong = 0xfc,
};

constexpr uint8_t kTypeMask = 0x0c;
constexpr uint8_t kGlobalType = 0x04;

struct Item {
  Tag tag = kLong;
  size_t data_size = 0;
  uint32_t data = 0;  // Little endian; 0 if the descriptor ends inside of it.
};

// Takes the first item off `bytes`, which is not empty.
Item ReadItem(std::span<const uint8_t>* bytes) {
  const uint8_t prefix = bytes->front();
  Item item;
  item.tag = static_cast<Tag>(prefix & 0xfc);
  size_t header_size = 1;
  if (item.tag == kLong) {
    header_size = 3;
    item.data_size = bytes->size() > 1 ? (*bytes)[1] : 0;
  } else {
    item.data_size = (prefix & 3) == 3 ? 4 : prefix & 3;
    if (header_size + item.data_size <= bytes->size()) {
      for (size_t i = 0; i < item.data_size; i++) {
        item.data |= uint32_t{(*bytes)[header_size + i]} << (8 * i);
      }
    }
  }
  *bytes = bytes->subspan(std::min(header_size + item.data_size, bytes->size()));
  return item;
}

int32_t SignedData(const Item& item) {
  switch (item.data_size) {
    case 1:
      return static_cast<int8_t>(item.data);
    case 2:
      return static_cast<int16_t>(item.data);
    default:
      return static_cast<int32_t>(item.data);
  }
}

struct GlobalState {
  uint16_t usage_page = 0;
  HidReportItem item = {};  // Its global members.
};

class ReportDescriptorParser {
 public:
  std::vector<HidCollection> Parse(std::span<const uint8_t> bytes) {
    while (!bytes.empty()) {
      Handle(ReadItem(&bytes));
    }
    while (!open_.empty()) {
      CloseCollection();
    }
    return std::move(top_level_);
  }

 private:
  void Handle(const Item& item) {
    switch (item.tag) {
      case kCollection:
        OpenCollection(item);
        break;
      case kEndCollection:
        EndCollection();
        break;
      case kInput:
        AddReportItem(&HidCollection::input_reports, item);
        break;
      case kOutput:
        AddReportItem(&HidCollection::output_reports, item);
        break;
      case kFeature:
        AddReportItem(&HidCollection::feature_reports, item);
        break;
      case kReportId:
        // Of the collection it is met in, and not on the stack of global items: as in Chromium.
        if (!open_.empty()) {
          report_id_ = static_cast<uint8_t>(item.data);
        }
        break;
      case kPush:
        // One item takes one byte: the stack is bounded by the size of the descriptor.
        if (!globals_.empty()) {
          globals_.push_back(globals_.back());
        }
        break;
      case kPop:
        if (!globals_.empty()) {
          globals_.pop_back();
        }
        break;
      case kUsage:
        usages_.push_back(FullUsage(item.data));
        break;
      case kUsageMinimum:
        usage_minimum_ = FullUsage(item.data);
        break;
      case kUsageMaximum:
        usage_maximum_ = FullUsage(item.data);
        break;
      case kLong:
        break;
      default:
        SetGlobal(item);
    }
  }

  void SetGlobal(const Item& item) {
    if ((item.tag & kTypeMask) != kGlobalType) {
      return;  // Designators, strings, delimiters.
    }
    if (globals_.empty()) {
      globals_.emplace_back();
    }
    GlobalState& global = globals_.back();
    switch (item.tag) {
      case kUsagePage:
        global.usage_page = static_cast<uint16_t>(item.data);
        break;
      case kLogicalMinimum:
        global.item.logical_minimum = SignedData(item);
        break;
      case kLogicalMaximum:
        global.item.logical_maximum = SignedData(item);
        break;
      case kPhysicalMinimum:
        global.item.physical_minimum = SignedData(item);
        break;
      case kPhysicalMaximum:
        global.item.physical_maximum = SignedData(item);
        break;
      case kUnitExponent:
        global.item.unit_exponent = item.data;
        break;
      case kUnit:
        global.item.unit = item.data;
        break;
      case kReportSize:
        global.item.report_size = item.data;
        break;
      case kReportCount:
        global.item.report_count = item.data;
        break;
      default:
        break;  // Reserved.
    }
  }

  // A usage of up to 16 bits is one of the usage page.
  HidUsage FullUsage(uint32_t data) const {
    const bool has_page = data > 0xffff;
    return has_page || globals_.empty() ? data : uint32_t{globals_.back().usage_page} << 16 | data;
  }

  void OpenCollection(const Item& item) {
    depth_++;
    if (depth_ <= kMaxHidCollectionDepth) {
      const HidUsage usage = usages_.empty() ? 0 : usages_.front();
      HidCollection collection;
      collection.usage_page = HidUsagePageOf(usage);
      if (collection.usage_page == 0 && !globals_.empty()) {
        collection.usage_page = globals_.back().usage_page;
      }
      collection.usage = HidUsageIdOf(usage);
      collection.type = static_cast<uint8_t>(item.data);
      open_.push_back(std::move(collection));
    }
    ResetLocals();
  }

  void EndCollection() {
    if (depth_ <= kMaxHidCollectionDepth && !open_.empty()) {
      CloseCollection();
    }
    depth_ -= depth_ > 0 ? 1 : 0;
    ResetLocals();
  }

  void CloseCollection() {
    HidCollection closed = std::move(open_.back());
    open_.pop_back();
    (open_.empty() ? top_level_ : open_.back().children).push_back(std::move(closed));
  }

  void AddReportItem(std::vector<HidReport> HidCollection::*reports, const Item& item) {
    const size_t copies = open_.size();
    if (items_left_ >= copies && usages_left_ >= copies * usages_.size()) {
      items_left_ -= copies;
      usages_left_ -= copies * usages_.size();
      HidReportItem report_item = globals_.empty() ? HidReportItem() : globals_.back().item;
      report_item.flags = item.data;
      report_item.usages = usages_;
      report_item.usage_minimum = usage_minimum_;
      report_item.usage_maximum = usage_maximum_;
      for (HidCollection& collection : open_) {
        FindReport(&(collection.*reports)).items.push_back(report_item);
      }
    }
    ResetLocals();
  }

  HidReport& FindReport(std::vector<HidReport>* reports) const {
    const auto found = std::find_if(reports->begin(), reports->end(), [&](const HidReport& report) {
      return report.report_id == report_id_;
    });
    return found != reports->end() ? *found : reports->emplace_back(HidReport{report_id_});
  }

  void ResetLocals() {
    usages_.clear();
    usage_minimum_ = 0;
    usage_maximum_ = 0;
  }

  std::vector<HidCollection> top_level_;
  std::vector<HidCollection> open_;  // From the outermost to the innermost.
  size_t depth_ = 0;                 // Counts also those that are too deep to be opened.
  std::vector<GlobalState> globals_;
  std::vector<HidUsage> usages_;
  HidUsage usage_minimum_ = 0;
  HidUsage usage_maximum_ = 0;
  uint8_t report_id_ = 0;
  size_t items_left_ = kMaxHidReportItems;
  size_t usages_left_ = kMaxHidUsages;
};

}  // namespace

const std::vector<HidReport>& HidCollection::reports(HidReportType report_type) const {
  switch (report_type) {
    case HidReportType::kInput:
      return input_reports;
    case HidReportType::kOutput:
      return output_reports;
    case HidReportType::kFeature:
      break;
  }
  return feature_reports;
}

std::vector<HidCollection> ParseHidReportDescriptor(std::span<const uint8_t> bytes) {
  if (bytes.size() > kMaxHidReportDescriptorSize) {
    return {};
  }
  return ReportDescriptorParser().Parse(bytes);
}

}  // namespace valence
