// Opaque ids of devices. They tell an app nothing of the machine, cannot be guessed, differ in
// every run, and a device that is plugged in again gets the one it had.

#ifndef SHELL_SERVICES_DEVICE_DEVICE_IDS_H_
#define SHELL_SERVICES_DEVICE_DEVICE_IDS_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace valence {

// What tells a device from others.
struct DeviceIdentity {
  std::string kind = {};           // "hid"
  std::string description = {};    // What identical twins share: vendor, product, name.
  std::string serial_number = {};  // Empty: known by its place only.
  std::string place = {};          // Where it is plugged in: the sysfs path.
};

class DeviceIds {
 public:
  // The id of a device that is there now: the one it had at this place; with a serial number, also
  // the one it had at another place, unless that is of a twin that is still there.
  std::string Acquire(const DeviceIdentity& identity);
  // The device is gone. As often as Acquire() gave the id.
  void Release(const std::string& id);

 private:
  struct Use {
    std::string place = {};
    size_t count = 0;
  };

  // False while a twin at another place has it.
  bool IsFree(const std::string& id, const std::string& place) const;

  std::map<std::string, std::string> by_place_;
  std::map<std::string, std::vector<std::string>> by_serial_number_;
  std::map<std::string, Use> in_use_;
};

// 128 random bits in the form of a UUID (version 4).
std::string RandomDeviceId();

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_DEVICE_IDS_H_
