// Text of devices: numbers, escapes, encodings.

#include "shell/services/device/udev.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

TEST(UdevTest, ReadsNumbers) {
  EXPECT_EQ(ParseHex16("1209"), 0x1209);
  EXPECT_EQ(ParseHex16("00001209"), 0x1209);
  for (const char* const text : {"", "10000", "0x12", "12 ", "-1", "g"}) {
    EXPECT_FALSE(ParseHex16(text)) << text;
  }
  EXPECT_EQ(ParseDecimal("64"), 64U);
  EXPECT_FALSE(ParseDecimal("6x"));
}

TEST(UdevTest, DecodesEscapes) {
  EXPECT_EQ(DecodeUdevString("Caf\\xc3\\xa9\\x20X"), "Caf\xc3\xa9 X");
  EXPECT_EQ(DecodeUdevString("\\x2"), "\\x2");
  EXPECT_EQ(DecodeUdevString("\\xzz"), "\\xzz");
  EXPECT_EQ(DecodeUdevString("\\xff"), "\xef\xbf\xbd");
}

TEST(UdevTest, MakesTextValid) {
  EXPECT_EQ(ToValidUtf8("\xf0\x9f\x94\x8c plug"), "\xf0\x9f\x94\x8c plug");
  // Cut off, overlong, a surrogate, too great, a stray continuation, NUL.
  for (const std::string_view text :
       {"\xc3", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
    EXPECT_EQ(ToValidUtf8(text).substr(0, 3), "\xef\xbf\xbd");
  }
  EXPECT_EQ(ToValidUtf8(std::string_view("a\0b", 3)),
            "a\xef\xbf\xbd"
            "b");
}

TEST(UdevTest, ReadsFilesUpToALimit) {
  EXPECT_FALSE(ReadSysfsFile("/nonexistent", 10));
  const auto bytes = ReadSysfsFile("/proc/self/maps", 10);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(bytes->size(), 11U);
}

}  // namespace
}  // namespace valence
