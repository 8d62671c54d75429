// Tests of the CBOR writer, by reading back what it wrote.

#include "shell/services/content/cbor_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "shell/services/content/cbor.h"

namespace valence::cbor {
namespace {

// What goes over the wire.
std::vector<uint8_t> Flatten(const OutgoingMessage& message) {
  std::vector<uint8_t> wire;
  size_t from = 0;
  for (const OutgoingMessage::Body& body : message.bodies) {
    wire.insert(wire.end(), message.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                message.bytes.begin() + static_cast<std::ptrdiff_t>(body.at));
    wire.insert(wire.end(), body.data, body.data + body.size);
    from = body.at;
  }
  wire.insert(wire.end(), message.bytes.begin() + static_cast<std::ptrdiff_t>(from),
              message.bytes.end());
  return wire;
}

TEST(CborWriter, WritesNumbersThatReadBackTheSame) {
  for (const int32_t value :
       {0, 1, 23, 24, 255, 256, 65535, 65536, -1, -24, -25, -256, -257, -65537,
        std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::min()}) {
    Writer writer;
    writer.Int(value);
    const OutgoingMessage message = writer.Take();
    EXPECT_EQ(Reader(message.bytes).Read().int_value, value);
  }
  for (const double value : {0.5, -0.0, 1e300, 4294967296.0}) {
    Writer writer;
    writer.Double(value);
    const OutgoingMessage message = writer.Take();
    const double read = Reader(message.bytes).Read().double_value;
    // Also the sign of zero.
    EXPECT_EQ(std::bit_cast<uint64_t>(read), std::bit_cast<uint64_t>(value));
  }
}

TEST(CborWriter, WritesMessageAsChromiumReadsIt) {
  Writer writer;
  writer.BeginMap();
  writer.String("id");
  writer.Int(1);
  writer.String("a");
  writer.BeginArray();
  writer.Bool(true);
  writer.Null();
  writer.End();
  writer.End();
  const std::vector<uint8_t> expected = {0xd8, 0x18, 0x5a, 0,    0,    0,    0x12, 0xbf, 0x62,
                                         'i',  'd',  1,    0x61, 'a',  0xd8, 0x18, 0x5a, 0,
                                         0,    0,    4,    0x9f, 0xf5, 0xf6, 0xff, 0xff};
  std::vector<uint8_t> written = writer.Take().bytes;
  EXPECT_TRUE(Validate(written));
  EXPECT_EQ(written.size(), expected.size());
  // The outer length is checked by Validate().
  written[6] = expected[6];
  EXPECT_EQ(written, expected);
}

TEST(CborWriter, CountsExternalBodiesIntoEveryEnvelope) {
  const std::vector<uint8_t> first(1000, 1);
  const std::vector<uint8_t> second(70000, 2);
  Writer writer;
  writer.BeginMap();
  writer.String("params");
  writer.BeginMap();
  writer.String("a");
  writer.ExternalBinary(first);
  writer.String("b");
  writer.Binary(first);
  writer.String("c");
  writer.ExternalBinary(second);
  writer.End();
  writer.End();
  const size_t size = writer.size();
  const OutgoingMessage message = writer.Take();
  EXPECT_EQ(message.bodies.size(), 2U);
  EXPECT_EQ(message.size(), size);
  const std::vector<uint8_t> wire = Flatten(message);
  EXPECT_EQ(wire.size(), size);
  EXPECT_EQ(EnvelopeSize(wire), size);
  ASSERT_TRUE(Validate(wire));
  const Token body = Reader(FindMember(FindMember(wire, "params"), "c")).Read();
  EXPECT_EQ(body.type, TokenType::kBinary);
  EXPECT_TRUE(std::equal(body.bytes.begin(), body.bytes.end(), second.begin(), second.end()));
}

TEST(CborWriter, FillsStringInPlace) {
  Writer writer;
  writer.BeginArray();
  writer.StringInPlace(300, [](std::span<char> buffer) {
    ASSERT_EQ(buffer.size(), 301U);
    memset(buffer.data(), 'x', 300);
    buffer[300] = '\0';
  });
  writer.End();
  const std::vector<uint8_t> bytes = writer.Take().bytes;
  ASSERT_TRUE(Validate(bytes));
  Reader reader(bytes);
  reader.Read();
  EXPECT_EQ(reader.Read().bytes.size(), 300U);
}

}  // namespace
}  // namespace valence::cbor
