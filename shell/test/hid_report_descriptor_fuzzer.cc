// libFuzzer target of HID report descriptors.
// Run: script/build --config=Fuzz && out/Fuzz/hid_report_descriptor_fuzzer -max_len=4200 <corpus>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "shell/services/device/hid_blocklist.h"
#include "shell/services/device/hid_report_descriptor.h"

namespace {

struct Totals {
  size_t items = 0;
  size_t usages = 0;
};

void Count(const std::vector<valence::HidCollection>& collections, size_t depth, Totals* totals) {
  if (!collections.empty() && depth >= valence::kMaxHidCollectionDepth) {
    abort();
  }
  for (const valence::HidCollection& collection : collections) {
    for (const valence::HidReportType type :
         {valence::HidReportType::kInput, valence::HidReportType::kOutput,
          valence::HidReportType::kFeature}) {
      for (const valence::HidReport& report : collection.reports(type)) {
        // A report is there because it has an item.
        if (report.items.empty()) {
          abort();
        }
        totals->items += report.items.size();
        for (const valence::HidReportItem& item : report.items) {
          totals->usages += item.usages.size();
        }
      }
    }
    Count(collection.children, depth + 1, totals);
  }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  const auto collections = valence::ParseHidReportDescriptor({data, size});
  Totals totals;
  Count(collections, 0, &totals);
  if (totals.items > valence::kMaxHidReportItems || totals.usages > valence::kMaxHidUsages) {
    abort();
  }
  valence::IsHidDeviceBlocked(1, 2, collections);
  return 0;
}
