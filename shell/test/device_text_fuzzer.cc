// libFuzzer target of what devices and the kernel say as text: udev's escapes, encodings,
// /proc/tty/drivers. Run: script/build --config=Fuzz && out/Fuzz/device_text_fuzzer <corpus>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "shell/services/device/tty_drivers.h"
#include "shell/services/device/udev.h"

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string valid = valence::ToValidUtf8(text);
  // What is valid stays as it is.
  if (valence::ToValidUtf8(valid) != valid) {
    abort();
  }
  valence::DecodeUdevString(text);
  valence::ParseHex16(text);
  valence::ParseDecimal(text);
  valence::ParseSerialDrivers(text);
  return 0;
}
