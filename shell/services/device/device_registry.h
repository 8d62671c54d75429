// The devices that are there, by their sysfs paths: turns what udev reports into changes, once
// each. Used by one thread at a time.

#ifndef SHELL_SERVICES_DEVICE_DEVICE_REGISTRY_H_
#define SHELL_SERVICES_DEVICE_DEVICE_REGISTRY_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shell/services/device/device_ids.h"
#include "shell/services/device/device_info.h"
#include "shell/services/device/device_readers.h"

namespace valence {

class DeviceRegistry {
 public:
  // nullopt if a device is known there already.
  std::optional<DeviceChange> Add(const std::string& syspath, const ReadDevice& device);
  // nullopt if none is known there.
  std::optional<DeviceChange> Remove(const std::string& syspath);
  // Every device that is not at one of these paths.
  std::vector<DeviceChange> RemoveAllBut(const std::set<std::string>& syspaths);

 private:
  DeviceIds ids_;
  std::map<std::string, DeviceInfo> devices_;
};

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_DEVICE_REGISTRY_H_
