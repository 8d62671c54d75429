// See device_ids.h.

#include "shell/services/device/device_ids.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace valence {
namespace {

// sysfs gives no NUL.
constexpr char kSeparator = '\0';

std::string Key(const DeviceIdentity& identity, const std::string& last) {
  return identity.kind + kSeparator + identity.description + kSeparator + identity.serial_number +
         kSeparator + last;
}

}  // namespace

std::string DeviceIds::Acquire(const DeviceIdentity& identity) {
  std::string& id = by_place_[Key(identity, identity.place)];
  if (!IsFree(id, identity.place)) {
    id.clear();
  }
  std::vector<std::string>* const of_serial_number =
      identity.serial_number.empty() ? nullptr : &by_serial_number_[Key(identity, "")];
  if (id.empty() && of_serial_number != nullptr) {
    const auto free =
        std::find_if(of_serial_number->begin(), of_serial_number->end(),
                     [&](const std::string& known) { return IsFree(known, identity.place); });
    if (free != of_serial_number->end()) {
      id = *free;
    }
  }
  if (id.empty()) {
    id = RandomDeviceId();
    if (of_serial_number != nullptr) {
      of_serial_number->push_back(id);
    }
  }
  Use& use = in_use_[id];
  use.place = identity.place;
  use.count++;
  return id;
}

void DeviceIds::Release(const std::string& id) {
  const auto found = in_use_.find(id);
  if (found != in_use_.end() && --found->second.count == 0) {
    in_use_.erase(found);
  }
}

bool DeviceIds::IsFree(const std::string& id, const std::string& place) const {
  const auto found = in_use_.find(id);
  return found == in_use_.end() || found->second.place == place;
}

std::string RandomDeviceId() {
  std::array<uint8_t, 16> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    // Never once the kernel has its entropy, and Chromium does not run before.
    abort();
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (size_t i = 0; i < bytes.size(); i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      id += '-';
    }
    id += kDigits[bytes[i] >> 4];
    id += kDigits[bytes[i] & 0x0f];
  }
  return id;
}

}  // namespace valence
