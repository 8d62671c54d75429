// libFuzzer target of the framing: however a stream is cut into reads, the messages are the same.
// Run: gn gen out/Fuzz --args='use_clang=true use_libfuzzer=true is_asan=true is_ubsan=true';
// out/Fuzz/devtools_framing_fuzzer

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "shell/services/content/devtools_framing.h"

namespace {

// Above the size of the small buffer, so that large messages are covered.
constexpr size_t kMaxMessageSize = size_t{1} << 20;

struct Result {
  bool ok = true;
  std::vector<valence::MessageBuffer> messages;
};

Result Feed(std::span<const uint8_t> stream, size_t chunk) {
  Result result;
  valence::DevToolsFraming framing(kMaxMessageSize);
  while (!stream.empty()) {
    const std::span<uint8_t> buffer = framing.buffer();
    const size_t size = std::min({buffer.size(), stream.size(), chunk});
    if (size == 0) {
      abort();
    }
    std::copy_n(stream.begin(), size, buffer.begin());
    stream = stream.subspan(size);
    if (!framing.DidRead(size, &result.messages)) {
      result.ok = false;
      break;
    }
  }
  return result;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int LLVMFuzzerTestOneInput(const uint8_t* data,
                                                                             size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::span stream(data + 1, size - 1);
  const Result whole = Feed(stream, stream.size() + 1);
  const Result cut = Feed(stream, size_t{data[0]} + 1);
  if (whole.ok != cut.ok || whole.messages.size() != cut.messages.size()) {
    abort();
  }
  for (size_t i = 0; i < whole.messages.size(); i++) {
    const auto a = whole.messages[i].bytes();
    const auto b = cut.messages[i].bytes();
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) {
      abort();
    }
  }
  return 0;
}
