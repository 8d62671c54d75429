// See hid_blocklist.h.

#include "shell/services/device/hid_blocklist.h"

#include <algorithm>
#include <array>

#include "shell/services/device/security_keys.h"

namespace valence {
namespace {

constexpr uint16_t kFidoUsagePage = 0xf1d0;

// Mooltipass Mini-BLE and Arduino sketch: only in the list for HID.
constexpr uint16_t kMooltipassVendor = 0x1209;
constexpr uint16_t kMooltipassMiniBle = 0x4321;
constexpr uint16_t kMooltipassArduino = 0x4322;

constexpr uint16_t kGenericDesktopPage = 0x01;
constexpr uint16_t kKeyboardPage = 0x07;

constexpr uint16_t kPointer = 0x01;
constexpr uint16_t kMouse = 0x02;
constexpr uint16_t kKeyboard = 0x06;
constexpr uint16_t kKeypad = 0x07;
constexpr uint16_t kFirstSystemControl = 0x80;
constexpr uint16_t kLastSystemControl = 0x8f;
constexpr uint16_t kFirstSystemDock = 0xa0;
constexpr uint16_t kLastSystemDock = 0xb6;

bool IsProtected(const HidCollection& collection, HidReportType report_type) {
  if (collection.usage_page == kKeyboardPage) {
    return true;
  }
  if (collection.usage_page != kGenericDesktopPage) {
    return false;
  }
  const uint16_t usage = collection.usage;
  if (usage == kPointer || usage == kMouse || usage == kKeyboard || usage == kKeypad) {
    return report_type != HidReportType::kFeature;
  }
  return (usage >= kFirstSystemControl && usage <= kLastSystemControl) ||
         (usage >= kFirstSystemDock && usage <= kLastSystemDock);
}

bool HasUnprotectedReports(const HidCollection& collection) {
  constexpr std::array kReportTypes = {HidReportType::kInput, HidReportType::kOutput,
                                       HidReportType::kFeature};
  return std::any_of(kReportTypes.begin(), kReportTypes.end(), [&](HidReportType report_type) {
    return !collection.reports(report_type).empty() && !IsProtected(collection, report_type);
  });
}

}  // namespace

bool IsHidDeviceBlocked(uint16_t vendor_id,
                        uint16_t product_id,
                        std::span<const HidCollection> collections) {
  const bool is_mooltipass = vendor_id == kMooltipassVendor &&
                             (product_id == kMooltipassMiniBle || product_id == kMooltipassArduino);
  return is_mooltipass || IsSecurityKey(vendor_id, product_id) ||
         std::any_of(collections.begin(), collections.end(),
                     [](const HidCollection& collection) {
                       return collection.usage_page == kFidoUsagePage;
                     }) ||
         std::none_of(collections.begin(), collections.end(), HasUnprotectedReports);
}

}  // namespace valence
