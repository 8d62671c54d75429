// Which ttys are serial ports: those of a driver that /proc/tty/drivers calls "serial", as in
// Chromium (services/device/serial/serial_device_enumerator_linux.cc of Chromium 156).

#ifndef SHELL_SERVICES_DEVICE_TTY_DRIVERS_H_
#define SHELL_SERVICES_DEVICE_TTY_DRIVERS_H_

#include <string_view>
#include <vector>

namespace valence {

// Device numbers of one driver.
struct TtyDriver {
  unsigned major = 0;
  unsigned first_minor = 0;
  unsigned last_minor = 0;

  bool Has(unsigned device_major, unsigned device_minor) const {
    return device_major == major && device_minor >= first_minor && device_minor <= last_minor;
  }
};

// The serial ones of the content of /proc/tty/drivers.
std::vector<TtyDriver> ParseSerialDrivers(std::string_view drivers);

}  // namespace valence

#endif  // SHELL_SERVICES_DEVICE_TTY_DRIVERS_H_
