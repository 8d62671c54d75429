// libFuzzer target of USB descriptors.
// Run: script/build --config=Fuzz && out/Fuzz/usb_descriptors_fuzzer <corpus>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "shell/services/device/usb_descriptors.h"

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  const auto device = valence::ParseUsbDescriptors({data, size});
  if (!device) {
    return 0;
  }
  for (const valence::UsbConfiguration& configuration : device->configurations) {
    for (const valence::UsbInterface& interface : configuration.interfaces) {
      if (interface.alternates.empty()) {
        abort();
      }
      for (const valence::UsbAlternate& alternate : interface.alternates) {
        for (const valence::UsbEndpoint& endpoint : alternate.endpoints) {
          if (endpoint.number > 15) {
            abort();
          }
        }
      }
    }
  }
  return 0;
}
