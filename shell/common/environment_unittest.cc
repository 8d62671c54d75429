// Tests of what of the app's environment reaches Chromium.

#include "shell/common/environment.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

using Entries = std::vector<std::string>;

TEST(CleanEnvironment, DropsWhatIsForNodeAndSanitizers) {
  EXPECT_EQ(CleanEnvironment({"HOME=/h", "NODE_OPTIONS=--inspect", "ELECTRON_RUN_AS_NODE=1",
                              "VALENCE_EXEC_PATH=/v", "ASAN_OPTIONS=x", "LSAN_OPTIONS=x",
                              "TSAN_OPTIONS=x", "UBSAN_OPTIONS=x", "HWASAN_OPTIONS=x",
                              "NODE_OPTIONS_=kept", "PATH=/bin", "EMPTY="}),
            (Entries{"HOME=/h", "NODE_OPTIONS_=kept", "PATH=/bin", "EMPTY="}));
}

TEST(CleanEnvironment, TakesSanitizersOutOfPreloads) {
  EXPECT_EQ(CleanEnvironment({"LD_PRELOAD=/usr/lib/libasan.so.8"}), Entries());
  EXPECT_EQ(CleanEnvironment({"LD_PRELOAD="}), Entries());
  EXPECT_EQ(CleanEnvironment({"LD_PRELOAD=libtsan.so.2:/x/libumockdev-preload.so.0 libubsan.so.1"}),
            (Entries{"LD_PRELOAD=/x/libumockdev-preload.so.0"}));
  EXPECT_EQ(CleanEnvironment({"LD_PRELOAD=/l/libclang_rt.asan-x86_64.so:a.so::b.so"}),
            (Entries{"LD_PRELOAD=a.so:b.so"}));
  EXPECT_EQ(CleanEnvironment({"LD_PRELOAD=/asan/libother.so"}),
            (Entries{"LD_PRELOAD=/asan/libother.so"}));
}

}  // namespace
}  // namespace valence
