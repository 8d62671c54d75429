// /proc/tty/drivers: which lines are serial ports.

#include "shell/services/device/tty_drivers.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

TEST(TtyDriversTest, KeepsSerialDrivers) {
  const auto drivers = ParseSerialDrivers(
      "/dev/tty             /dev/tty        5       0 system:/dev/tty\n"
      "usbserial            /dev/ttyUSB   188 0-511 serial\n"
      "serial               /dev/ttyS       4      64 serial\n"
      "pty_slave            /dev/pts      136 0-1048575 pty:slave\n");
  ASSERT_EQ(drivers.size(), 2U);
  EXPECT_TRUE(drivers[0].Has(188, 0));
  EXPECT_TRUE(drivers[0].Has(188, 511));
  EXPECT_FALSE(drivers[0].Has(188, 512));
  EXPECT_FALSE(drivers[0].Has(189, 0));
  EXPECT_TRUE(drivers[1].Has(4, 64));
  EXPECT_FALSE(drivers[1].Has(4, 65));
}

TEST(TtyDriversTest, SkipsNonsense) {
  EXPECT_TRUE(ParseSerialDrivers("").empty());
  EXPECT_TRUE(ParseSerialDrivers("serial\n\n   \nx y z serial").empty());
  EXPECT_TRUE(ParseSerialDrivers("a b c 1-2 serial\na b 4 x serial\na b 4 1- serialx").empty());
}

}  // namespace
}  // namespace valence
