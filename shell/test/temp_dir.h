// A directory that goes with the test.

#ifndef SHELL_TEST_TEMP_DIR_H_
#define SHELL_TEST_TEMP_DIR_H_

#include <string>
#include <string_view>

namespace valence {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

bool Exists(const std::string& path);
std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view content, unsigned mode = 0600);

// Waits until `path` has a first line, and returns it without its end. Empty if that takes longer
// than 10 seconds.
std::string WaitForLine(const std::string& path);

}  // namespace valence

#endif  // SHELL_TEST_TEMP_DIR_H_
