// One encoded DevTools message on its way to Chromium.

#ifndef SHELL_SERVICES_CONTENT_OUTGOING_MESSAGE_H_
#define SHELL_SERVICES_CONTENT_OUTGOING_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace valence {

struct OutgoingMessage {
  // Bytes that stay where they are and are written in between `bytes`, so that a large body is not
  // copied.
  struct Body {
    size_t at;  // Offset in `bytes` before which the body belongs; ascending.
    const uint8_t* data;
    size_t size;
  };

  std::vector<uint8_t> bytes;
  std::vector<Body> bodies;
  // Names whatever keeps the bodies alive until the message was written or dropped; 0 without
  // bodies.
  uint64_t keep_alive = 0;

  // On the wire.
  size_t size() const {
    size_t total = bytes.size();
    for (const Body& body : bodies) {
      total += body.size;
    }
    return total;
  }
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_OUTGOING_MESSAGE_H_
