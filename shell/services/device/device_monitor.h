// Enumerates HID devices, serial ports and USB devices and watches them come and go, on a thread of
// its own, by libudev's netlink monitor.

#ifndef SHELL_SERVICES_DEVICE_DEVICE_MONITOR_H_
#define SHELL_SERVICES_DEVICE_DEVICE_MONITOR_H_

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "shell/common/scoped_fd.h"
#include "shell/services/device/device_info.h"
#include "shell/services/device/device_registry.h"
#include "shell/services/device/tty_drivers.h"
#include "shell/services/device/udev.h"

namespace valence {

class DeviceMonitor {
 public:
  // `wake` is called on the monitor's thread when TakeChanges() has something again, and once when
  // everything that is plugged in has been found, even if that is nothing.
  explicit DeviceMonitor(std::function<void()> wake);
  ~DeviceMonitor();
  DeviceMonitor(const DeviceMonitor&) = delete;
  DeviceMonitor& operator=(const DeviceMonitor&) = delete;

  // Owner's thread. Empty, or why devices cannot be watched. At most once.
  std::string Start();
  // Owner's thread. Returns when the thread has ended. May be called again, and without Start().
  void Stop();
  // Any thread. Everything since the last call, oldest first.
  std::vector<DeviceChange> TakeChanges();

 private:
  void Run();
  void Enumerate();
  void ReceiveAll();
  void OnDevice(udev_device* device);
  void Read(udev_device* device, const std::string& syspath);
  void Publish(std::vector<DeviceChange> changes);

  const std::function<void()> wake_;
  std::thread thread_;
  ScopedFd stop_event_;

  // Made by Start(), then used by thread_ only:
  ScopedUdev udev_;
  ScopedUdevMonitor monitor_;
  DeviceRegistry registry_;
  std::vector<TtyDriver> serial_drivers_;
  std::vector<DeviceChange> pending_;

  std::mutex mutex_;
  std::vector<DeviceChange> changes_;  // Guarded by mutex_.
};

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_DEVICE_MONITOR_H_
