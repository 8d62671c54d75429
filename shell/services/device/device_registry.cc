// See device_registry.h.

#include "shell/services/device/device_registry.h"

#include <utility>

namespace valence {
namespace {

std::string& IdOf(DeviceInfo* info) {
  if (auto* const hid = std::get_if<HidDeviceInfo>(info)) {
    return hid->device_id;
  }
  if (auto* const serial = std::get_if<SerialPortInfo>(info)) {
    return serial->port_id;
  }
  return std::get<UsbDeviceInfo>(*info).device_id;
}

}  // namespace

std::optional<DeviceChange> DeviceRegistry::Add(const std::string& syspath,
                                                const ReadDevice& device) {
  const auto [entry, is_new] = devices_.try_emplace(syspath, device.info);
  if (!is_new) {
    return std::nullopt;
  }
  IdOf(&entry->second) = ids_.Acquire(device.identity);
  return DeviceChange{true, entry->second};
}

std::optional<DeviceChange> DeviceRegistry::Remove(const std::string& syspath) {
  auto entry = devices_.extract(syspath);
  if (entry.empty()) {
    return std::nullopt;
  }
  ids_.Release(IdOf(&entry.mapped()));
  return DeviceChange{false, std::move(entry.mapped())};
}

std::vector<DeviceChange> DeviceRegistry::RemoveAllBut(const std::set<std::string>& syspaths) {
  std::vector<std::string> gone;
  for (const auto& [syspath, device] : devices_) {
    if (syspaths.count(syspath) == 0) {
      gone.push_back(syspath);
    }
  }
  std::vector<DeviceChange> changes;
  changes.reserve(gone.size());
  for (const std::string& syspath : gone) {
    changes.push_back(*Remove(syspath));
  }
  return changes;
}

}  // namespace valence
