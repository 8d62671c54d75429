// Ids of devices: over a replug, of twins, of interfaces.

#include "shell/services/device/device_ids.h"

#include <gtest/gtest.h>

#include "shell/services/device/device_registry.h"

namespace valence {
namespace {

DeviceIdentity At(const std::string& place, const std::string& serial_number = "") {
  return {"hid", "1209:0001 Gauge", serial_number, place};
}

TEST(DeviceIdsTest, IsKeptOverAReplugAtTheSamePlace) {
  DeviceIds ids;
  const std::string id = ids.Acquire(At("/1-1"));
  ids.Release(id);
  EXPECT_EQ(ids.Acquire(At("/1-1")), id);
}

TEST(DeviceIdsTest, IsKeptAtAnotherPlaceByTheSerialNumber) {
  DeviceIds ids;
  const std::string id = ids.Acquire(At("/1-1", "S1"));
  ids.Release(id);
  EXPECT_EQ(ids.Acquire(At("/1-2", "S1")), id);
  EXPECT_NE(ids.Acquire(At("/1-3", "S2")), id);
}

TEST(DeviceIdsTest, IsNotKeptAtAnotherPlaceWithoutASerialNumber) {
  DeviceIds ids;
  const std::string id = ids.Acquire(At("/1-1"));
  ids.Release(id);
  EXPECT_NE(ids.Acquire(At("/1-2")), id);
}

TEST(DeviceIdsTest, TellsTwinsWithTheSameSerialNumberApart) {
  DeviceIds ids;
  const std::string first = ids.Acquire(At("/1-1", "S1"));
  const std::string second = ids.Acquire(At("/1-2", "S1"));
  EXPECT_NE(first, second);
  ids.Release(first);
  ids.Release(second);
  // In the other order.
  EXPECT_EQ(ids.Acquire(At("/1-2", "S1")), second);
  EXPECT_EQ(ids.Acquire(At("/1-1", "S1")), first);
}

TEST(DeviceIdsTest, GivesNoIdThatATwinHasTakenElsewhere) {
  DeviceIds ids;
  const std::string first = ids.Acquire(At("/1-1", "S1"));
  ids.Release(first);
  EXPECT_EQ(ids.Acquire(At("/1-2", "S1")), first);
  // A twin where the first one was.
  EXPECT_NE(ids.Acquire(At("/1-1", "S1")), first);
}

TEST(DeviceIdsTest, IsOneForTheInterfacesOfADevice) {
  DeviceIds ids;
  const std::string id = ids.Acquire(At("/1-1", "S1"));
  EXPECT_EQ(ids.Acquire(At("/1-1", "S1")), id);
  ids.Release(id);
  // One interface is still there.
  EXPECT_NE(ids.Acquire(At("/1-2", "S1")), id);
}

TEST(DeviceIdsTest, IsRandom) {
  const std::string id = RandomDeviceId();
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_NE(id, RandomDeviceId());
  DeviceIds ids;
  DeviceIds of_another_run;
  EXPECT_NE(ids.Acquire(At("/1-1")), of_another_run.Acquire(At("/1-1")));
}

TEST(DeviceRegistryTest, TellsEachDeviceOnce) {
  DeviceRegistry registry;
  const ReadDevice device = {SerialPortInfo{.port_name = "ttyACM0"}, At("/tty")};
  const auto added = registry.Add("/sys/tty", device);
  ASSERT_TRUE(added);
  EXPECT_TRUE(added->added);
  EXPECT_FALSE(registry.Add("/sys/tty", device));
  const auto removed = registry.Remove("/sys/tty");
  ASSERT_TRUE(removed);
  EXPECT_FALSE(removed->added);
  EXPECT_EQ(std::get<SerialPortInfo>(removed->device).port_id,
            std::get<SerialPortInfo>(added->device).port_id);
  EXPECT_FALSE(registry.Remove("/sys/tty"));
}

TEST(DeviceRegistryTest, RemovesWhatIsNotThereAnyMore) {
  DeviceRegistry registry;
  registry.Add("/sys/1", {SerialPortInfo{}, At("/1")});
  registry.Add("/sys/2", {SerialPortInfo{}, At("/2")});
  EXPECT_EQ(registry.RemoveAllBut({"/sys/2", "/sys/3"}).size(), 1U);
  EXPECT_TRUE(registry.Remove("/sys/2"));
}

}  // namespace
}  // namespace valence
