// The monitor's thread. Devices come and go in spec/device-fixtures.spec.ts.

#include "shell/services/device/device_monitor.h"

#include <gtest/gtest.h>

#include <future>

namespace valence {
namespace {

TEST(DeviceMonitorTest, TellsWhenEverythingWasFound) {
  std::promise<void> found;
  DeviceMonitor monitor([&] { found.set_value(); });
  ASSERT_EQ(monitor.Start(), "");
  found.get_future().wait();
  for (const DeviceChange& change : monitor.TakeChanges()) {
    EXPECT_TRUE(change.added);
  }
  EXPECT_TRUE(monitor.TakeChanges().empty());
}

TEST(DeviceMonitorTest, StopsAtOnce) {
  DeviceMonitor never_started([] {});
  never_started.Stop();
  for (int i = 0; i < 20; i++) {
    DeviceMonitor monitor([] {});
    ASSERT_EQ(monitor.Start(), "");
    monitor.Stop();
    monitor.Stop();
  }
}

}  // namespace
}  // namespace valence
