// Tests of the CBOR reader: every token, and bytes that are no CBOR.

#include "shell/services/content/cbor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace valence::cbor {
namespace {

std::vector<uint8_t> FromHex(std::string_view hex) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    if (hex[i] == ' ') {
      i--;
      continue;
    }
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

Token ReadOne(std::string_view hex) {
  static std::vector<uint8_t> bytes;
  bytes = FromHex(hex);
  return Reader(bytes).Read();
}

bool IsValid(std::string_view hex) {
  return Validate(FromHex(hex));
}

TEST(CborReader, ReadsIntegers) {
  struct Case {
    const char* hex;
    int64_t value;
  };
  for (const auto& [hex, value] :
       {Case{"00", 0}, Case{"17", 23}, Case{"1818", 24}, Case{"190100", 256},
        Case{"1a7fffffff", 2147483647}, Case{"20", -1}, Case{"3863", -100},
        Case{"3a7fffffff", -2147483648LL}, Case{"1b001fffffffffffff", 9007199254740991}}) {
    const Token token = ReadOne(hex);
    EXPECT_EQ(token.type, TokenType::kInt) << hex;
    EXPECT_EQ(token.int_value, value) << hex;
  }
}

TEST(CborReader, ReadsSimpleValues) {
  EXPECT_EQ(ReadOne("f6").type, TokenType::kNull);
  EXPECT_TRUE(ReadOne("f5").bool_value);
  EXPECT_FALSE(ReadOne("f4").bool_value);
  EXPECT_EQ(ReadOne("f4").type, TokenType::kBool);
  EXPECT_EQ(ReadOne("fb3ff8000000000000").double_value, 1.5);
}

TEST(CborReader, ReadsStringsAndBinary) {
  EXPECT_EQ(ReadOne("6161").type, TokenType::kString8);
  EXPECT_EQ(ReadOne("6161").bytes.size(), 1U);
  EXPECT_EQ(ReadOne("423dd8").type, TokenType::kString16);
  EXPECT_EQ(ReadOne("d643010203").type, TokenType::kBinary);
  EXPECT_EQ(ReadOne("d643010203").bytes.size(), 3U);
  EXPECT_EQ(ReadOne("60").type, TokenType::kString8);
}

TEST(CborReader, ReadsEnvelopes) {
  const Token token = ReadOne("d8185a00000002bfff");
  EXPECT_EQ(token.type, TokenType::kMap);
  EXPECT_EQ(token.envelope_end, 9U);
  EXPECT_EQ(ReadOne("d818429fff").type, TokenType::kArray);
}

TEST(CborReader, RefusesWhatCrdtpDoesNotWrite) {
  for (const char* hex : {
           "",  // nothing
           "18",
           "19ff",
           "1affffff",            // length cut off
           "1b0020000000000000",  // more than 2^53 - 1
           "1c",
           "1f",
           "5f",
           "7f",  // reserved and indefinite lengths
           "a0",
           "80",  // maps and arrays of definite length
           "f7",
           "f9 3c00",
           "fa3f800000",        // undefined, half, single
           "fb3ff80000000000",  // double cut off
           "62 61",
           "4361 61",             // string longer than the bytes
           "41 61",               // UTF-16 of odd length
           "7bffffffffffffffff",  // length that overflows
           "d6",
           "d661 61",
           "d7 4100",  // other tags and content
           "d8",
           "d818",
           "d81861",
           "d8185a",
           "d8185a00000000",
           "d8185a00000002",
           "d81900",
           "d8185a0000000161",  // envelope around a string
       }) {
    EXPECT_EQ(ReadOne(hex).type, TokenType::kInvalid) << hex;
  }
}

TEST(CborValidate, AcceptsNestedValues) {
  EXPECT_TRUE(IsValid("d8185a00000002bfff"));
  EXPECT_TRUE(IsValid("bf6161bf6162f6ffff"));
  EXPECT_TRUE(IsValid("9f0102d818429fff03ff"));
  EXPECT_TRUE(IsValid("bf42e900 01ff"));  // a key that is not ASCII
}

TEST(CborValidate, RefusesWrongStructure) {
  for (const char* hex : {
           "bf",
           "9f",
           "bf6161",
           "bf6161ff",  // not ended, key without value
           "bf0101ff",
           "bff601ff",  // key that is no string
           "ff",        // end of nothing
           "bfff00",
           "0000",                      // more behind the end
           "d8185a00000003bfff00",      // envelope longer than its map
           "d8185a00000003bf6161f6ff",  // envelope shorter than its map
           "9fd818429fffff00",
       }) {
    EXPECT_FALSE(IsValid(hex)) << hex;
  }
}

TEST(CborValidate, LimitsNesting) {
  const auto nested = [](size_t depth) {
    std::vector<uint8_t> bytes(depth, 0x9f);
    bytes.insert(bytes.end(), depth, 0xff);
    return bytes;
  };
  EXPECT_TRUE(Validate(nested(kMaxDepth)));
  EXPECT_FALSE(Validate(nested(kMaxDepth + 1)));
  EXPECT_FALSE(Validate(std::vector<uint8_t>(size_t{1} << 20, 0x9f)));
}

TEST(CborValidate, SurvivesEveryTruncation) {
  const std::vector<uint8_t> whole = FromHex(
      "d8185a00000022 bf 6161 d8185a00000005 9f 01 f5 20 ff 6162 d643010203 6163 "
      "fb3ff8000000000000 ff");
  ASSERT_TRUE(Validate(whole));
  for (size_t size = 0; size < whole.size(); size++) {
    EXPECT_FALSE(Validate(Bytes(whole).first(size))) << size;
  }
}

TEST(CborFindMember, FindsMembers) {
  const auto map = FromHex("d8185a0000000d bf 6161 01 6162 bf 6163 6178 ff ff");
  EXPECT_EQ(AsString(FindMember(FindMember(map, "b"), "c")), "x");
  EXPECT_EQ(FindMember(map, "a").size(), 1U);
  EXPECT_TRUE(FindMember(map, "d").empty());
  EXPECT_TRUE(FindMember(FindMember(map, "a"), "x").empty());
  EXPECT_FALSE(AsString(FindMember(map, "a")));
}

TEST(CborEnvelopeSize, TellsSizeOrAsksForMore) {
  EXPECT_EQ(EnvelopeSize(FromHex("")), 0U);
  EXPECT_EQ(EnvelopeSize(FromHex("d8")), 0U);
  EXPECT_EQ(EnvelopeSize(FromHex("d8185a000000")), 0U);
  EXPECT_EQ(EnvelopeSize(FromHex("d8185a00000002")), 9U);
  EXPECT_EQ(EnvelopeSize(FromHex("d8185802")), 6U);
  EXPECT_EQ(EnvelopeSize(FromHex("d81842")), 5U);
  EXPECT_EQ(EnvelopeSize(FromHex("d8185affffffff")), 0xffffffffU + uint64_t{7});
  EXPECT_FALSE(EnvelopeSize(FromHex("7b")));
  EXPECT_FALSE(EnvelopeSize(FromHex("d819")));
  EXPECT_FALSE(EnvelopeSize(FromHex("d8187a")));
  EXPECT_FALSE(EnvelopeSize(FromHex("d8185a00000001")));
  EXPECT_FALSE(EnvelopeSize(FromHex("d8185bffffffffffffffff")));
}

}  // namespace
}  // namespace valence::cbor
