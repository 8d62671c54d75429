// Tests of valence_supervisor through the I/O thread: what it gives the browser, and that nothing
// is left of it.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "shell/browser/user_data_dir_lock.h"
#include "shell/common/user_data_dir_remover.h"
#include "shell/test/temp_dir.h"
#include "shell/test/test_browser.h"

namespace valence {
namespace {

class SupervisorTest : public testing::Test {
 protected:
  // A script that ends with the line "$1" of `file` being the pid of a process it leaves behind.
  std::string Fork(const std::string& command) {
    return "(setsid sh -c 'echo $$ > " + dir_.File("pid") + "; exec " + command + "' &) ; ";
  }

  pid_t ForkedPid() { return atoi(WaitForLine(dir_.File("pid")).c_str()); }

  // Waits until the supervisor has released the lock.
  void WaitForLock() {
    UserDataDirLock directory(profile_, false);
    while (directory.TryLock() != UserDataDirLock::LockResult::kLocked) {
      usleep(2000);
    }
  }

  TempDir dir_;
  const std::string profile_ = dir_.File("profile");
};

TEST_F(SupervisorTest, GivesTheBrowserItsPipeAndNothingElse) {
  TestBrowser browser("exec ls -m /proc/self/fd >&2", profile_);
  browser.Start();
  // 5 is the directory that `ls` reads.
  EXPECT_EQ(browser.WaitForExit().stderr_tail, "0, 1, 2, 3, 4, 5\n");
}

TEST_F(SupervisorTest, PreloadsIntoTheBrowserOnly) {
  TestBrowser browser(
      "echo \"$LD_PRELOAD\" >&2; tr '\\0' '\\n' < /proc/$PPID/environ | grep -c ^LD_PRELOAD= >&2",
      profile_);
  browser.options().process.env.emplace_back("LD_PRELOAD=/usr/lib/libasan.so.8:/nothing.so");
  browser.Start();
  const std::string text = browser.WaitForExit().stderr_tail;
  // The loader complains about a library that is not there; it is asked to load it in the browser.
  EXPECT_NE(text.find("\n/nothing.so\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\n0\n")) << text;
}

TEST_F(SupervisorTest, GivesTheBrowserNoStandardInputAndOutput) {
  TestBrowser browser("files=$(readlink /proc/$$/fd/0 /proc/$$/fd/1); echo $files >&2", profile_);
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().stderr_tail, "/dev/null /dev/null\n");
}

TEST_F(SupervisorTest, GivesTheBrowserNoSignalDispositions) {
  TestBrowser browser("exec grep -hE 'SigBlk|SigIgn' /proc/self/status >&2", profile_);
  signal(SIGUSR1, SIG_IGN);
  browser.Start();
  const std::string status = browser.WaitForExit().stderr_tail;
  signal(SIGUSR1, SIG_DFL);
  uint64_t blocked = 0;
  uint64_t ignored = 0;
  ASSERT_EQ(sscanf(status.c_str(), "SigBlk: %lx SigIgn: %lx", &blocked, &ignored), 2) << status;
  EXPECT_EQ(blocked, 0U);
  // posix_spawn() of glibc ignores its two internal signals, 32 and 33; every glibc program takes
  // them back.
  constexpr uint64_t kInternal = uint64_t{3} << 31;
  EXPECT_EQ(ignored & ~kInternal, 0U);
}

TEST_F(SupervisorTest, PassesArgumentsAndCleanEnvironment) {
  TestBrowser browser("echo \"$@\" > " + dir_.File("out") + "; env | sort >> " + dir_.File("out"),
                      profile_);
  browser.options().process.args.insert(browser.options().process.args.end(),
                                        {"zero", "one", "a b"});
  browser.options().process.env = {"KEPT=1", "NODE_OPTIONS=x", "ASAN_OPTIONS=x"};
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  const std::string out = ReadFile(dir_.File("out"));
  EXPECT_TRUE(out.starts_with("one a b --remote-debugging-pipe=cbor\n")) << out;
  EXPECT_NE(out.find("KEPT=1"), std::string::npos);
  EXPECT_EQ(out.find("_OPTIONS"), std::string::npos);
}

TEST_F(SupervisorTest, KeepsStderr) {
  TestBrowser browser("echo cannot open display >&2; exit 1", profile_);
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  EXPECT_EQ(exit.code, 1);
  EXPECT_EQ(exit.stderr_tail, "cannot open display\n");
}

TEST_F(SupervisorTest, ReportsSignal) {
  TestBrowser browser("kill -SEGV $$", profile_);
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  EXPECT_EQ(exit.signal, SIGSEGV);
  EXPECT_FALSE(exit.code);
}

TEST_F(SupervisorTest, LetsTheBrowserSaveItsDataOnClose) {
  TestBrowser browser(WriteReply(1) + "cat <&3; echo saved > " + dir_.File("data"), profile_);
  browser.Start();
  browser.WaitForMessages(1);
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_EQ(ReadFile(dir_.File("data")), "saved\n");
}

TEST_F(SupervisorTest, LetsTheBrowserSaveItsDataWhenTheAppIsGone) {
  {
    TestBrowser browser(WriteReply(1) + "cat <&3; echo saved > " + dir_.File("data"), profile_);
    browser.Start();
    browser.WaitForMessages(1);
    browser.io_thread().Detach(false);
  }
  EXPECT_EQ(WaitForLine(dir_.File("data")), "saved");
  WaitForLock();
}

TEST_F(SupervisorTest, KillsTheBrowserThatDoesNotExit) {
  TestBrowser browser(WriteReply(1) + "trap '' TERM HUP INT; sleep 60; sleep 60", profile_);
  browser.Start();
  browser.WaitForMessages(1);
  const auto start = std::chrono::steady_clock::now();
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::milliseconds(2900));
  EXPECT_LT(took, std::chrono::milliseconds(6000));
}

TEST_F(SupervisorTest, LetsABrowserThatWorksTakeLonger) {
  // Longer than one that does nothing may take.
  const std::string work = "end=$(($(date +%s) + 5)); while [ $(date +%s) -lt $end ]; do :; done; ";
  TestBrowser browser(WriteReply(1) + "cat <&3; " + work + "echo saved > " + dir_.File("data"),
                      profile_);
  browser.Start();
  browser.WaitForMessages(1);
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_EQ(ReadFile(dir_.File("data")), "saved\n");
}

TEST_F(SupervisorTest, KillsTheBrowserThatWorksForEver) {
  TestBrowser browser(WriteReply(1) + "while :; do :; done", profile_);
  browser.Start();
  browser.WaitForMessages(1);
  const auto start = std::chrono::steady_clock::now();
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(8900));
}

TEST_F(SupervisorTest, KillsAtOnceOnRequest) {
  TestBrowser browser(Fork("sleep 60") + WriteReply(1) + "cat <&3; sleep 60", profile_);
  browser.Start();
  browser.WaitForMessages(1);
  const pid_t forked = ForkedPid();
  ASSERT_GT(forked, 0);
  const auto start = std::chrono::steady_clock::now();
  browser.io_thread().Kill();
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  // Nothing to wait for: the exit means that every process is gone, one that left the process group
  // as well.
  EXPECT_TRUE(WaitUntilGone(forked, 0));
}

TEST_F(SupervisorTest, KillsWhatTheBrowserLeavesBehind) {
  TestBrowser browser(Fork("sleep 60") + WriteReply(1) + "cat <&3; exit 3", profile_);
  browser.Start();
  browser.WaitForMessages(1);
  const pid_t forked = ForkedPid();
  ASSERT_GT(forked, 0);
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 3);
  EXPECT_TRUE(WaitUntilGone(forked, 0));
}

TEST_F(SupervisorTest, RemovesInMemoryDirectory) {
  TestBrowser browser("mkdir -p " + profile_ + "/Default; echo x > " + profile_ + "/Default/data",
                      profile_);
  browser.options().process.remove_user_data_dir = true;
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_FALSE(Exists(profile_));
}

TEST_F(SupervisorTest, RemovesInMemoryDirectoryOfExecutableThatCannotStart) {
  TestBrowser browser("", profile_);
  browser.options().process.executable = dir_.File("missing");
  browser.options().process.remove_user_data_dir = true;
  browser.Start();
  EXPECT_TRUE(browser.WaitForExit().failure);
  EXPECT_FALSE(Exists(profile_));
}

TEST_F(SupervisorTest, KeepsPersistentDirectory) {
  TestBrowser browser("echo x > " + profile_ + "/data", profile_);
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_TRUE(Exists(profile_ + "/data"));
  WaitForLock();
}

TEST_F(SupervisorTest, RemovesTheSocketDirOfAKilledBrowser) {
  const std::string socket_dir = dir_.File("org.chromium.Chromium.abcdef");
  const std::string socket = socket_dir + "/SingletonSocket";
  TestBrowser browser("mkdir " + socket_dir + "; touch " + socket + " " + socket_dir +
                          "/SingletonCookie; ln -s " + socket + " " + profile_ +
                          "/SingletonSocket; kill -9 $$",
                      profile_);
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  WaitForLock();
  EXPECT_FALSE(Exists(socket_dir));
}

TEST_F(SupervisorTest, LeavesADirectoryThatIsNoSocketDir) {
  const std::string other_dir = dir_.File("photos");
  const std::string socket = other_dir + "/SingletonSocket";
  TestBrowser browser("mkdir " + other_dir + "; touch " + socket + "; ln -s " + socket + " " +
                          profile_ + "/SingletonSocket; kill -9 $$",
                      profile_);
  browser.Start();
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  WaitForLock();
  EXPECT_TRUE(Exists(socket));
}

TEST_F(SupervisorTest, TakesTheBrowserWithIt) {
  TestBrowser browser("echo $PPID $$ > " + dir_.File("pids") + "; " + WriteReply(1) + "sleep 60",
                      profile_);
  browser.Start();
  browser.WaitForMessages(1);
  int supervisor = 0;
  int script = 0;
  ASSERT_EQ(sscanf(WaitForLine(dir_.File("pids")).c_str(), "%d %d", &supervisor, &script), 2);
  // From then on the I/O thread knows that there is a browser to end.
  while (browser.io_thread().pid() == 0) {
    sched_yield();
  }
  ASSERT_EQ(kill(supervisor, SIGKILL), 0);
  EXPECT_EQ(browser.WaitForExit().signal, SIGKILL);
  EXPECT_TRUE(WaitUntilGone(script, 2000));
}

TEST_F(SupervisorTest, OutlivesSignalsOfTheTerminal) {
  TestBrowser browser("echo $PPID > " + dir_.File("pid") + "; " + WriteReply(1) + "cat <&3; exit 4",
                      profile_);
  browser.Start();
  browser.WaitForMessages(1);
  const pid_t supervisor = ForkedPid();
  ASSERT_GT(supervisor, 1);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    kill(supervisor, signal);
  }
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 4);
}

}  // namespace
}  // namespace valence
