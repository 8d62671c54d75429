// See hid_collection_converter.h.

#include "shell/browser/api/hid_collection_converter.h"

#include <array>
#include <cstdint>
#include <utility>

namespace valence {
namespace {

// A property that is one bit of the main item's data (HID 1.11, section 6.2.2.5).
struct FlagProperty {
  const char* key;
  unsigned bit;
  bool value_if_set;
};

constexpr std::array<FlagProperty, 9> kFlagProperties = {{
    {"isConstant", 0, true},
    {"isArray", 1, false},
    {"isAbsolute", 2, false},
    {"wrap", 3, true},
    {"isLinear", 4, false},
    {"hasPreferredState", 5, false},
    {"hasNull", 6, true},
    {"isVolatile", 7, true},
    {"isBufferedBytes", 8, true},
}};

// A property that is one nibble of the unit item's data (section 6.2.2.7).
struct UnitProperty {
  const char* key;
  unsigned shift;
};

constexpr std::array<UnitProperty, 6> kUnitProperties = {{
    {"unitFactorLengthExponent", 4},
    {"unitFactorMassExponent", 8},
    {"unitFactorTimeExponent", 12},
    {"unitFactorTemperatureExponent", 16},
    {"unitFactorCurrentExponent", 20},
    {"unitFactorLuminousIntensityExponent", 24},
}};

// The lowest nibble as a number from -8 to 7.
int SignedNibble(uint32_t value) {
  const int nibble = static_cast<int>(value & 0x0f);
  return nibble < 8 ? nibble : nibble - 16;
}

const char* UnitSystemName(uint32_t unit) {
  constexpr std::array<const char*, 5> kNames = {"none", "si-linear", "si-rotation",
                                                 "english-linear", "english-rotation"};
  const uint32_t system = unit & 0x0f;
  if (system < kNames.size()) {
    return kNames[system];
  }
  return system == 0x0f ? "vendor-defined" : "reserved";
}

Napi::Object ItemToObject(Napi::Env env, const HidReportItem& item) {
  Napi::Object object = Napi::Object::New(env);
  for (const auto& [key, bit, value_if_set] : kFlagProperties) {
    const bool is_set = (item.flags >> bit & 1) != 0;
    object.Set(key, Napi::Boolean::New(env, is_set == value_if_set));
  }
  object.Set("isRange", Napi::Boolean::New(env, item.is_range()));
  if (item.is_range()) {
    object.Set("usageMinimum", item.usage_minimum);
    object.Set("usageMaximum", item.usage_maximum);
  } else {
    Napi::Array usages = Napi::Array::New(env, item.usages.size());
    for (size_t i = 0; i < item.usages.size(); i++) {
      usages.Set(static_cast<uint32_t>(i), item.usages[i]);
    }
    object.Set("usages", usages);
  }
  object.Set("reportSize", item.report_size);
  object.Set("reportCount", item.report_count);
  object.Set("unitExponent", SignedNibble(item.unit_exponent));
  object.Set("unitSystem", UnitSystemName(item.unit));
  for (const auto& [key, shift] : kUnitProperties) {
    object.Set(key, SignedNibble(item.unit >> shift));
  }
  object.Set("logicalMinimum", item.logical_minimum);
  object.Set("logicalMaximum", item.logical_maximum);
  object.Set("physicalMinimum", item.physical_minimum);
  object.Set("physicalMaximum", item.physical_maximum);
  return object;
}

Napi::Array ReportsToArray(Napi::Env env, const std::vector<HidReport>& reports) {
  Napi::Array array = Napi::Array::New(env, reports.size());
  for (size_t i = 0; i < reports.size(); i++) {
    const HidReport& report = reports[i];
    Napi::Array items = Napi::Array::New(env, report.items.size());
    for (size_t k = 0; k < report.items.size(); k++) {
      items.Set(static_cast<uint32_t>(k), ItemToObject(env, report.items[k]));
    }
    Napi::Object object = Napi::Object::New(env);
    object.Set("reportId", report.report_id);
    object.Set("items", items);
    array.Set(static_cast<uint32_t>(i), object);
  }
  return array;
}

// The parser bounds the depth.
Napi::Object CollectionToObject(Napi::Env env, const HidCollection& collection) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("usagePage", collection.usage_page);
  object.Set("usage", collection.usage);
  object.Set("type", collection.type);
  object.Set("children", HidCollectionsToArray(env, collection.children));
  object.Set("inputReports", ReportsToArray(env, collection.input_reports));
  object.Set("outputReports", ReportsToArray(env, collection.output_reports));
  object.Set("featureReports", ReportsToArray(env, collection.feature_reports));
  return object;
}

}  // namespace

Napi::Array HidCollectionsToArray(Napi::Env env, const std::vector<HidCollection>& collections) {
  Napi::Array array = Napi::Array::New(env, collections.size());
  for (size_t i = 0; i < collections.size(); i++) {
    array.Set(static_cast<uint32_t>(i), CollectionToObject(env, collections[i]));
  }
  return array;
}

}  // namespace valence
