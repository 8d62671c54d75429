// See test_browser.h.

#include "shell/test/test_browser.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <thread>
#include <utility>

namespace valence {
namespace {

constexpr std::chrono::seconds kPatience{20};

}  // namespace

TestBrowser::TestBrowser(const std::string& script, const std::string& user_data_dir) {
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  options_.process.supervisor = self.parent_path() / "valence_supervisor";
  options_.process.executable = "/bin/sh";
  options_.process.args = {"-c", script};
  options_.process.env = {"PATH=/usr/bin:/bin"};
  options_.process.user_data_dir = user_data_dir;
  io_thread_ = std::make_unique<BrowserIoThread>([this] {
    const std::lock_guard lock(mutex_);
    wakes_++;
    woken_.notify_one();
  });
}

void TestBrowser::Start() {
  ASSERT_EQ(io_thread_->Start(options_), 0);
}

bool TestBrowser::TakeBatch() {
  {
    std::unique_lock lock(mutex_);
    if (!woken_.wait_for(lock, kPatience, [&] { return wakes_ > 0; })) {
      return false;
    }
    wakes_ = 0;
  }
  Batch batch = io_thread_->TakeBatch();
  messages_.insert(messages_.end(), std::make_move_iterator(batch.messages.begin()),
                   std::make_move_iterator(batch.messages.end()));
  released_.insert(released_.end(), batch.released.begin(), batch.released.end());
  if (batch.exit) {
    EXPECT_FALSE(exit_) << "the exit was delivered twice";
    exit_ = std::move(batch.exit);
  }
  return true;
}

const std::vector<DevToolsMessage>& TestBrowser::WaitForMessages(size_t count) {
  while (messages_.size() < count && !exit_) {
    if (!TakeBatch()) {
      ADD_FAILURE() << "only " << messages_.size() << " messages arrived";
      break;
    }
  }
  return messages_;
}

BrowserExit TestBrowser::WaitForExit() {
  while (!exit_) {
    if (!TakeBatch()) {
      ADD_FAILURE() << "the browser did not end";
      return {};
    }
  }
  io_thread_->Join();
  return *exit_;
}

bool WaitUntilGone(pid_t pid, int milliseconds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (kill(pid, 0) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      return false;
    }
    // No event: the process is nobody's child here.
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

std::string WriteReply(int id) {
  // d8 18 5a 00000006 bf 62 'i' 'd' <id> ff
  std::array<char, 80> command;
  snprintf(command.data(), command.size(),
           R"(printf '\330\030\132\000\000\000\006\277bid\%03o\377' >&4;)",
           static_cast<unsigned>(id));
  return command.data();
}

}  // namespace valence
