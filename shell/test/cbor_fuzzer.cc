// libFuzzer target of everything that reads CBOR from the pipe.
// Run: gn gen out/Fuzz --args='use_clang=true use_libfuzzer=true is_asan=true is_ubsan=true';
// out/Fuzz/cbor_fuzzer <corpus>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "shell/services/content/cbor.h"
#include "shell/services/content/devtools_message.h"

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  const valence::cbor::Bytes bytes(data, size);
  const bool is_valid = valence::cbor::Validate(bytes);
  // Every token is within the bytes, and reading ends.
  valence::cbor::Reader reader(bytes);
  size_t last = 0;
  while (reader.Read().type != valence::cbor::TokenType::kInvalid) {
    if (reader.position() <= last || reader.position() > size) {
      abort();
    }
    last = reader.position();
  }
  if (is_valid && last != size) {
    abort();
  }
  const auto header = valence::ParseMessageHeader(bytes);
  if (header && !is_valid) {
    abort();
  }
  valence::cbor::AsString(
      valence::cbor::FindMember(valence::cbor::FindMember(bytes, "params"), "url"));
  valence::cbor::EnvelopeSize(bytes);
  return 0;
}
