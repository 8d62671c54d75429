// Tests of what of the launcher's arguments goes to Node.js.

#include "shell/app/command_line.h"

#include <gtest/gtest.h>

namespace valence {
namespace {

using Args = std::vector<std::string>;

TEST(ParseCommandLine, SendsNodeFlagsBeforeTheAppToNode) {
  const LauncherCommandLine result =
      ParseCommandLine({"--inspect=9230", "--user-data-dir=/x", "--trace-warnings",
                        "--enable-source-maps", "app.js", "--inspect", "y"});
  EXPECT_EQ(result.node_flags,
            (Args{"--inspect=9230", "--trace-warnings", "--enable-source-maps"}));
  EXPECT_EQ(result.app_args, (Args{"--user-data-dir=/x", "app.js", "--inspect", "y"}));
}

TEST(ParseCommandLine, BreaksInTheAppAndNotInTheLibrary) {
  for (const auto& [given, flag] : std::vector<std::pair<std::string, std::string>>{
           {"--inspect-brk", "--inspect-wait"}, {"--inspect-brk=0", "--inspect-wait=0"}}) {
    const LauncherCommandLine result = ParseCommandLine({given, "app.js"});
    EXPECT_EQ(result.node_flags, (Args{flag}));
    EXPECT_TRUE(result.breaks_in_app);
  }
  EXPECT_FALSE(ParseCommandLine({"--inspect", "app.js", "--inspect-brk"}).breaks_in_app);
}

TEST(ParseCommandLine, UnpacksJsFlags) {
  const LauncherCommandLine result =
      ParseCommandLine({"--js-flags= --expose-gc  --max-old-space-size=100 ", "app.js"});
  EXPECT_EQ(result.node_flags, (Args{"--expose-gc", "--max-old-space-size=100"}));
  EXPECT_EQ(result.app_args, (Args{"app.js"}));
  EXPECT_TRUE(ParseCommandLine({"--js-flags="}).node_flags.empty());
}

TEST(ParseCommandLine, KeepsValueOfRequireWithItsSwitch) {
  const LauncherCommandLine result =
      ParseCommandLine({"-r", "./preload.js", "--inspect", "app.js"});
  EXPECT_EQ(result.node_flags, (Args{"--inspect"}));
  EXPECT_EQ(result.app_args, (Args{"-r", "./preload.js", "app.js"}));
  EXPECT_EQ(ParseCommandLine({"-r"}).app_args, (Args{"-r"}));
}

TEST(ParseCommandLine, StopsAtDoubleDash) {
  const LauncherCommandLine result = ParseCommandLine({"--", "--inspect"});
  EXPECT_TRUE(result.node_flags.empty());
  EXPECT_EQ(result.app_args, (Args{"--", "--inspect"}));
}

TEST(ParseCommandLine, KeepsEmptyArguments) {
  EXPECT_EQ(ParseCommandLine({"app.js", ""}).app_args, (Args{"app.js", ""}));
  EXPECT_TRUE(ParseCommandLine({}).app_args.empty());
}

TEST(IsNodeFlag, KnowsNamesPrefixesAndUnderscores) {
  for (const char* flag : {"--inspect", "--inspect-brk=0.0.0.0:9229", "--expose-gc", "--expose_gc",
                           "--trace-gc", "--trace-uncaught", "--cpu-prof", "--cpu-prof-dir=x",
                           "--no-warnings", "--max_old_space_size=10"}) {
    EXPECT_TRUE(IsNodeFlag(flag)) << flag;
  }
  for (const char* flag : {"-r", "--version", "--inspector", "--proxy-server=x",
                           "--remote-debugging-port=1", "app.js", "--js-flags=x", "inspect"}) {
    EXPECT_FALSE(IsNodeFlag(flag)) << flag;
  }
}

}  // namespace
}  // namespace valence
