// Tests of the I/O thread with a shell script as the browser: messages, rules, locks, failures.

#include "shell/browser/browser_io_thread.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "shell/services/content/cbor_writer.h"
#include "shell/test/temp_dir.h"
#include "shell/test/test_browser.h"

namespace valence {
namespace {

class BrowserIoThreadTest : public testing::Test {
 protected:
  TempDir dir_;
  const std::string profile_ = dir_.File("profile");
};

int64_t ReplyId(const DevToolsMessage& message) {
  return ParseMessageHeader(message.bytes.bytes())->id.value_or(-1);
}

TEST_F(BrowserIoThreadTest, DeliversMessagesBeforeTheExit) {
  TestBrowser browser(WriteReply(1) + WriteReply(2) + "exit 7", profile_);
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  EXPECT_EQ(exit.code, 7);
  EXPECT_FALSE(exit.signal);
  EXPECT_FALSE(exit.failure);
  ASSERT_EQ(browser.messages().size(), 2U);
  EXPECT_EQ(ReplyId(browser.messages()[0]), 1);
  EXPECT_EQ(ReplyId(browser.messages()[1]), 2);
  EXPECT_EQ(browser.io_thread().pid(), BrowserIoThread::kEndedPid);
}

TEST_F(BrowserIoThreadTest, EchoesLargeBodiesWithoutCopy) {
  TestBrowser browser("exec cat <&3 >&4", profile_);
  const std::vector<uint8_t> body(20 << 20, 42);
  constexpr int kCount = 3;
  for (int i = 0; i < kCount; i++) {
    cbor::Writer writer;
    writer.BeginMap();
    writer.String("id");
    writer.Int(i);
    writer.String("body");
    writer.ExternalBinary(body);
    writer.End();
    OutgoingMessage message = writer.Take();
    message.keep_alive = static_cast<uint64_t>(i) + 1;
    if (i == kCount - 1) {
      browser.Start();
    }
    browser.io_thread().Send(std::move(message));
  }
  const std::vector<DevToolsMessage>& messages = browser.WaitForMessages(kCount);
  ASSERT_EQ(messages.size(), static_cast<size_t>(kCount));
  for (const DevToolsMessage& message : messages) {
    EXPECT_EQ(cbor::Reader(cbor::FindMember(message.bytes.bytes(), "body")).Read().bytes.size(),
              body.size());
  }
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_EQ(browser.released(), (std::vector<uint64_t>{1, 2, 3}));
  const BrowserIoThread::Stats stats = browser.io_thread().stats();
  EXPECT_EQ(stats.bytes_in, stats.bytes_out);
}

TEST_F(BrowserIoThreadTest, WritesWhatWasSentBeforeClose) {
  TestBrowser browser("cat <&3 > \"$OUT\"", profile_);
  browser.options().process.env.push_back("OUT=" + dir_.File("out"));
  browser.Start();
  cbor::Writer writer;
  writer.BeginMap();
  writer.End();
  browser.io_thread().Send(writer.Take());
  browser.io_thread().Close();
  // Close() may have come before the launch; then nothing ran at all.
  const BrowserExit exit = browser.WaitForExit();
  EXPECT_EQ(Exists(dir_.File("out")), exit.code.has_value());
  if (exit.code) {
    EXPECT_EQ(ReadFile(dir_.File("out")).size(), 9U);
  }
}

TEST_F(BrowserIoThreadTest, ContinuesPausedRequestsItself) {
  // Echoes a paused request, then keeps the answer.
  TestBrowser browser("head -c \"$SIZE\" <&3 >&4; cat <&3 > \"$OUT\"", profile_);
  cbor::Writer writer;
  writer.BeginMap();
  writer.String("method");
  writer.String("Fetch.requestPaused");
  writer.String("params");
  writer.BeginMap();
  writer.String("requestId");
  writer.String("r1");
  writer.String("request");
  writer.BeginMap();
  writer.String("url");
  writer.String("http://a.test/");
  writer.End();
  writer.End();
  writer.End();
  browser.options().process.env.push_back("SIZE=" + std::to_string(writer.size()));
  browser.options().process.env.push_back("OUT=" + dir_.File("out"));
  browser.Start();
  browser.io_thread().Send(writer.Take());
  while (browser.io_thread().stats().continued_on_io_thread == 0) {
    sched_yield();
  }
  browser.io_thread().Close();
  EXPECT_EQ(browser.WaitForExit().code, 0);
  EXPECT_TRUE(browser.messages().empty());
  EXPECT_NE(ReadFile(dir_.File("out")).find("Fetch.continueRequest"), std::string::npos);
}

TEST_F(BrowserIoThreadTest, EndsBrowserThatBreaksTheProtocol) {
  TestBrowser browser("printf '{}' >&4; sleep 60", profile_);
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  ASSERT_TRUE(exit.failure);
  EXPECT_EQ(exit.failure->kind, FailureKind::kProtocolError);
  EXPECT_EQ(exit.signal, SIGKILL);
}

TEST_F(BrowserIoThreadTest, ReportsExecutableThatCannotStart) {
  TestBrowser browser("", profile_);
  browser.options().process.executable = dir_.File("missing");
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  ASSERT_TRUE(exit.failure);
  EXPECT_EQ(exit.failure->kind, FailureKind::kSpawnFailed);
  EXPECT_NE(exit.failure->message.find("No such file"), std::string::npos);
  EXPECT_FALSE(exit.code);
}

TEST_F(BrowserIoThreadTest, ReportsMissingSupervisor) {
  TestBrowser browser("", profile_);
  browser.options().process.supervisor = dir_.File("missing");
  browser.Start();
  const BrowserExit exit = browser.WaitForExit();
  ASSERT_TRUE(exit.failure);
  EXPECT_EQ(exit.failure->kind, FailureKind::kSpawnFailed);
}

TEST_F(BrowserIoThreadTest, ReportsDirectoryInUse) {
  TestBrowser first(WriteReply(1) + "cat <&3", profile_);
  first.Start();
  first.WaitForMessages(1);
  TestBrowser second("", profile_);
  second.Start();
  const BrowserExit exit = second.WaitForExit();
  ASSERT_TRUE(exit.failure);
  EXPECT_EQ(exit.failure->kind, FailureKind::kProfileInUse);
  first.io_thread().Kill();
  first.WaitForExit();
}

TEST_F(BrowserIoThreadTest, WaitsForThePreviousOwner) {
  TestBrowser first(WriteReply(1) + "cat <&3; exit 0", profile_);
  first.Start();
  first.WaitForMessages(1);
  TestBrowser second("exit 5", profile_);
  second.options().lock_timeout = std::chrono::seconds(10);
  second.Start();
  first.io_thread().Close();
  EXPECT_EQ(first.WaitForExit().code, 0);
  EXPECT_EQ(second.WaitForExit().code, 5);
}

TEST_F(BrowserIoThreadTest, StopsWaitingForTheLockWhenClosed) {
  TestBrowser first(WriteReply(1) + "cat <&3", profile_);
  first.Start();
  first.WaitForMessages(1);
  TestBrowser second("", profile_);
  second.options().lock_timeout = std::chrono::hours(1);
  second.Start();
  second.io_thread().Close();
  const BrowserExit exit = second.WaitForExit();
  EXPECT_FALSE(exit.failure);
  EXPECT_FALSE(exit.code);
  first.io_thread().Kill();
  EXPECT_EQ(first.WaitForExit().signal, SIGKILL);
}

TEST_F(BrowserIoThreadTest, CanBeDetachedAtAnyTime) {
  for (int i = 0; i < 20; i++) {
    TestBrowser browser(WriteReply(1) + "cat <&3", profile_ + std::to_string(i));
    browser.Start();
    if (i % 2 == 0) {
      browser.WaitForMessages(1);
    }
    browser.io_thread().Detach(i % 4 == 0);
  }
}

}  // namespace
}  // namespace valence
