// Tests of the kept end of stderr.

#include "shell/browser/stderr_tail.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace valence {
namespace {

struct Pipe {
  ScopedFd read_end;
  ScopedFd write_end;
};

Pipe MakePipe(int flags) {
  std::array<int, 2> ends = {};
  EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC | flags), 0);
  return {ScopedFd(ends[0]), ScopedFd(ends[1])};
}

class StderrTailTest : public testing::Test {
 protected:
  StderrTailTest() { Open(-1); }

  // `echo`: where the output is repeated; below 0: nowhere.
  void Open(int echo) {
    Pipe source = MakePipe(O_NONBLOCK);
    tail_ = std::make_unique<StderrTail>(std::move(source.read_end), echo);
    write_end_ = std::move(source.write_end);
  }

  void Write(const std::string& text) {
    ASSERT_EQ(write(write_end_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    tail_->Read();
  }

  std::unique_ptr<StderrTail> tail_;
  ScopedFd write_end_;
};

TEST_F(StderrTailTest, KeepsShortOutputWhole) {
  Write("one\n");
  Write("two");
  EXPECT_EQ(tail_->text(), "one\ntwo");
}

TEST_F(StderrTailTest, KeepsTheLastLinesOfLongOutput) {
  for (int i = 0; i < 1000; i++) {
    Write("line " + std::to_string(i) + " of many\n");
  }
  const std::string text = tail_->text();
  EXPECT_LE(text.size(), StderrTail::kMaxSize);
  EXPECT_GT(text.size(), StderrTail::kMaxSize - 50);
  EXPECT_TRUE(text.starts_with("line "));
  EXPECT_TRUE(text.ends_with("line 999 of many\n"));
}

TEST_F(StderrTailTest, KeepsTheEndOfOneEndlessLine) {
  Write(std::string(20000, 'x'));
  EXPECT_EQ(tail_->text(), std::string(StderrTail::kMaxSize, 'x'));
}

TEST_F(StderrTailTest, RepeatsWhatItReads) {
  const Pipe echo = MakePipe(0);
  Open(echo.write_end.get());
  Write("one\n");
  std::array<char, 16> buffer = {};
  EXPECT_EQ(read(echo.read_end.get(), buffer.data(), buffer.size()), 4);
  EXPECT_STREQ(buffer.data(), "one\n");
  EXPECT_EQ(tail_->text(), "one\n");
}

TEST_F(StderrTailTest, DropsWhatIsNotRead) {
  const Pipe echo = MakePipe(0);
  Open(echo.write_end.get());
  // More than a pipe holds, without a reader: a blocking write would never return.
  for (int i = 0; i < 100; i++) {
    Write(std::string(4096, 'x'));
  }
  EXPECT_EQ(tail_->text().size(), StderrTail::kMaxSize);
}

TEST_F(StderrTailTest, ClosesAtTheEnd) {
  write_end_.reset();
  tail_->Read();
  EXPECT_EQ(tail_->fd(), -1);
}

}  // namespace
}  // namespace valence
