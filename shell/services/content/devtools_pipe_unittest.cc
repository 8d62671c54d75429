// Tests of the pipe over socket pairs: gathered and partial writes, closing, released bodies.

#include "shell/services/content/devtools_pipe.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>

#include "shell/services/content/cbor.h"
#include "shell/services/content/cbor_writer.h"

namespace valence {
namespace {

class DevToolsPipeTest : public testing::Test {
 protected:
  DevToolsPipeTest() {
    std::array<int, 2> to = {};
    std::array<int, 2> from = {};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, to.data()), 0);
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, from.data()), 0);
    browser_in_ = ScopedFd(to[1]);
    browser_out_ = ScopedFd(from[1]);
    pipe_ =
        std::make_unique<DevToolsPipe>(ScopedFd(to[0]), ScopedFd(from[0]), &bytes_in_, &bytes_out_);
  }

  // What the browser can read now.
  std::vector<uint8_t> ReadAsBrowser() {
    std::vector<uint8_t> bytes(1 << 20);
    const ssize_t size = read(browser_in_.get(), bytes.data(), bytes.size());
    bytes.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return bytes;
  }

  OutgoingMessage Command(std::span<const uint8_t> body, uint64_t keep_alive) {
    cbor::Writer writer;
    writer.BeginMap();
    writer.String("body");
    writer.ExternalBinary(body);
    writer.End();
    OutgoingMessage message = writer.Take();
    message.keep_alive = keep_alive;
    return message;
  }

  std::atomic<uint64_t> bytes_in_ = 0;
  std::atomic<uint64_t> bytes_out_ = 0;
  ScopedFd browser_in_;
  ScopedFd browser_out_;
  std::unique_ptr<DevToolsPipe> pipe_;
};

TEST_F(DevToolsPipeTest, WritesManyLargeMessagesInOrder) {
  const std::vector<uint8_t> body(300000, 7);
  size_t total = 0;
  for (uint64_t i = 1; i <= 100; i++) {
    OutgoingMessage message = Command(body, i);
    total += message.size();
    pipe_->Write(std::move(message));
  }
  DevToolsFraming framing;
  std::vector<MessageBuffer> messages;
  while (messages.size() < 100) {
    pipe_->Flush();
    const std::vector<uint8_t> bytes = ReadAsBrowser();
    ASSERT_FALSE(bytes.empty());
    for (size_t at = 0; at < bytes.size();) {
      const auto buffer = framing.buffer();
      const size_t size = std::min(buffer.size(), bytes.size() - at);
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, buffer.begin());
      ASSERT_TRUE(framing.DidRead(size, &messages));
      at += size;
    }
  }
  for (const MessageBuffer& message : messages) {
    EXPECT_TRUE(cbor::Validate(message.bytes()));
  }
  EXPECT_FALSE(pipe_->wants_to_write());
  EXPECT_EQ(bytes_out_, total);
  const std::vector<uint64_t> released = pipe_->TakeReleased();
  ASSERT_EQ(released.size(), 100U);
  EXPECT_EQ(released.front(), 1U);
  EXPECT_EQ(released.back(), 100U);
}

TEST_F(DevToolsPipeTest, ClosesOnlyAfterEverythingIsWritten) {
  const std::vector<uint8_t> body(2000000, 7);
  pipe_->Write(Command(body, 1));
  pipe_->CloseWhenFlushed();
  EXPECT_GE(pipe_->write_fd(), 0);
  // Too late.
  pipe_->Write(Command(body, 2));
  size_t received = 0;
  while (pipe_->write_fd() >= 0) {
    received += ReadAsBrowser().size();
    pipe_->Flush();
  }
  for (std::vector<uint8_t> bytes = ReadAsBrowser(); !bytes.empty(); bytes = ReadAsBrowser()) {
    received += bytes.size();
  }
  EXPECT_EQ(received, Command(body, 0).size());
  EXPECT_EQ(pipe_->TakeReleased(), (std::vector<uint64_t>{2, 1}));
}

TEST_F(DevToolsPipeTest, DropsWhatTheBrowserWillNotRead) {
  const std::vector<uint8_t> body(2000000, 7);
  pipe_->Write(Command(body, 1));
  pipe_->Write(Command(body, 2));
  pipe_->Flush();
  browser_in_.reset();
  pipe_->Flush();
  EXPECT_FALSE(pipe_->wants_to_write());
  EXPECT_EQ(pipe_->TakeReleased(), (std::vector<uint64_t>{1, 2}));
}

TEST_F(DevToolsPipeTest, ReadsMessagesUntilTheEnd) {
  const std::vector<uint8_t> wire = {0xd8, 0x18, 0x42, 0xbf, 0xff, 0xd8, 0x18, 0x42, 0xbf, 0xff};
  std::vector<MessageBuffer> messages;
  EXPECT_EQ(pipe_->Read(&messages), DevToolsPipe::ReadResult::kBlocked);
  ASSERT_EQ(write(browser_out_.get(), wire.data(), wire.size()), static_cast<ssize_t>(wire.size()));
  EXPECT_EQ(pipe_->Read(&messages), DevToolsPipe::ReadResult::kMore);
  EXPECT_EQ(messages.size(), 2U);
  EXPECT_EQ(bytes_in_, wire.size());
  browser_out_.reset();
  EXPECT_EQ(pipe_->Read(&messages), DevToolsPipe::ReadResult::kEnd);
  EXPECT_EQ(pipe_->read_fd(), -1);
}

TEST_F(DevToolsPipeTest, ReportsMalformedStream) {
  std::vector<MessageBuffer> messages;
  ASSERT_EQ(write(browser_out_.get(), "{}", 2), 2);
  EXPECT_EQ(pipe_->Read(&messages), DevToolsPipe::ReadResult::kMalformed);
  EXPECT_NE(pipe_->error(), "");
}

}  // namespace
}  // namespace valence
