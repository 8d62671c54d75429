// See device_monitor.h.

#include "shell/services/device/device_monitor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "shell/services/device/device_readers.h"

namespace valence {
namespace {

struct Subsystem {
  const char* name;
  const char* devtype;
};

constexpr std::array<Subsystem, 3> kSubsystems = {{
    {"hidraw", nullptr},
    {"tty", nullptr},
    {"usb", "usb_device"},
}};

// Devices often come by the dozen (a hub, a resume): room for their messages while one is read.
constexpr int kReceiveBuffer = 1 << 20;

constexpr char kTtyDrivers[] = "/proc/tty/drivers";
constexpr size_t kMaxTtyDriversSize = 1 << 16;

std::string_view View(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

std::vector<TtyDriver> ReadSerialDrivers() {
  const auto bytes = ReadSysfsFile(kTtyDrivers, kMaxTtyDriversSize);
  return bytes ? ParseSerialDrivers({reinterpret_cast<const char*>(bytes->data()), bytes->size()})
               : std::vector<TtyDriver>();
}

}  // namespace

DeviceMonitor::DeviceMonitor(std::function<void()> wake) : wake_(std::move(wake)) {}

DeviceMonitor::~DeviceMonitor() {
  Stop();
}

std::string DeviceMonitor::Start() {
  udev_.reset(udev_new());
  monitor_.reset(udev_ ? udev_monitor_new_from_netlink(udev_.get(), "udev") : nullptr);
  if (!monitor_) {
    return std::string("udev's netlink socket could not be opened: ") + strerror(errno);
  }
  for (const Subsystem& subsystem : kSubsystems) {
    udev_monitor_filter_add_match_subsystem_devtype(monitor_.get(), subsystem.name,
                                                    subsystem.devtype);
  }
  udev_monitor_set_receive_buffer_size(monitor_.get(), kReceiveBuffer);
  if (const int error = udev_monitor_enable_receiving(monitor_.get()); error < 0) {
    return std::string("udev's netlink socket could not be bound: ") + strerror(-error);
  }
  stop_event_.reset(eventfd(0, EFD_CLOEXEC));
  if (!stop_event_.is_valid()) {
    return std::string("no eventfd could be made: ") + strerror(errno);
  }
  thread_ = std::thread(&DeviceMonitor::Run, this);
  return "";
}

void DeviceMonitor::Stop() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stop_event_.get(), &one, sizeof one);
    thread_.join();
  }
}

std::vector<DeviceChange> DeviceMonitor::TakeChanges() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::exchange(changes_, {});
}

void DeviceMonitor::Run() {
  // After receiving was enabled: what is plugged in meanwhile is reported twice and counted once.
  Enumerate();
  Publish(std::exchange(pending_, {}));
  std::array<pollfd, 2> fds = {{
      {udev_monitor_get_fd(monitor_.get()), POLLIN, 0},
      {stop_event_.get(), POLLIN, 0},
  }};
  for (;;) {
    if (poll(fds.data(), fds.size(), -1) < 0) {
      continue;  // EINTR
    }
    if (fds[1].revents != 0) {
      return;
    }
    ReceiveAll();
    if (!pending_.empty()) {
      Publish(std::exchange(pending_, {}));
    }
  }
}

void DeviceMonitor::Enumerate() {
  serial_drivers_ = ReadSerialDrivers();
  const ScopedUdevEnumerate enumerate(udev_enumerate_new(udev_.get()));
  if (!enumerate) {
    return;
  }
  for (const Subsystem& subsystem : kSubsystems) {
    udev_enumerate_add_match_subsystem(enumerate.get(), subsystem.name);
  }
  udev_enumerate_scan_devices(enumerate.get());
  std::set<std::string> present;
  udev_list_entry* entry = nullptr;
  udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(enumerate.get())) {
    const char* const syspath = udev_list_entry_get_name(entry);
    present.insert(syspath);
    const ScopedUdevDevice device(udev_device_new_from_syspath(udev_.get(), syspath));
    if (device) {
      Read(device.get(), syspath);
    }
  }
  for (DeviceChange& change : registry_.RemoveAllBut(present)) {
    pending_.push_back(std::move(change));
  }
}

void DeviceMonitor::ReceiveAll() {
  // The socket does not block.
  errno = 0;
  while (const ScopedUdevDevice device{udev_monitor_receive_device(monitor_.get())}) {
    OnDevice(device.get());
    errno = 0;
  }
  if (errno == ENOBUFS) {
    // More came at once than the socket holds, and some is lost.
    Enumerate();
  }
}

void DeviceMonitor::OnDevice(udev_device* device) {
  const char* const syspath = udev_device_get_syspath(device);
  const std::string_view action = View(udev_device_get_action(device));
  if (syspath == nullptr) {
    return;
  }
  if (action == "remove") {
    if (std::optional<DeviceChange> change = registry_.Remove(syspath)) {
      pending_.push_back(std::move(*change));
    }
  } else if (action == "add") {
    // A driver may have been loaded for it.
    if (View(udev_device_get_subsystem(device)) == "tty") {
      serial_drivers_ = ReadSerialDrivers();
    }
    Read(device, syspath);
  }
}

void DeviceMonitor::Read(udev_device* device, const std::string& syspath) {
  const std::string_view subsystem = View(udev_device_get_subsystem(device));
  std::optional<ReadDevice> read;
  if (subsystem == "hidraw") {
    read = ReadHidDevice(device);
  } else if (subsystem == "tty") {
    read = ReadSerialPort(device, serial_drivers_);
  } else if (subsystem == "usb" && View(udev_device_get_devtype(device)) == "usb_device") {
    read = ReadUsbDevice(device);
  }
  if (!read) {
    return;
  }
  if (std::optional<DeviceChange> change = registry_.Add(syspath, *read)) {
    pending_.push_back(std::move(*change));
  }
}

void DeviceMonitor::Publish(std::vector<DeviceChange> changes) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    changes_.insert(changes_.end(), std::make_move_iterator(changes.begin()),
                    std::make_move_iterator(changes.end()));
  }
  wake_();
}

}  // namespace valence
