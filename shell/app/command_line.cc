// See command_line.h.

#include "shell/app/command_line.h"

#include <algorithm>
#include <array>

namespace valence {
namespace {

constexpr std::string_view kJsFlags = "--js-flags=";
constexpr std::string_view kInspectWait = "--inspect-wait";
constexpr std::string_view kInspectBrk = "--inspect-brk";

// Whole names; a value may follow after `=`.
constexpr std::array<std::string_view, 33> kNodeFlags = {
    "--abort-on-uncaught-exception",
    "--conditions",
    "--debug-port",
    "--diagnostic-dir",
    "--disable-warning",
    "--dns-result-order",
    "--enable-source-maps",
    "--env-file",
    "--expose-gc",
    "--icu-data-dir",
    "--import",
    "--inspect",
    "--inspect-brk",
    "--inspect-port",
    "--inspect-publish-uid",
    "--inspect-wait",
    "--max-http-header-size",
    "--max-old-space-size",
    "--max-semi-space-size",
    "--no-deprecation",
    "--no-warnings",
    "--pending-deprecation",
    "--preserve-symlinks",
    "--preserve-symlinks-main",
    "--prof",
    "--redirect-warnings",
    "--stack-trace-limit",
    "--throw-deprecation",
    "--title",
    "--unhandled-rejections",
    "--use-bundled-ca",
    "--use-openssl-ca",
    "--use-system-ca",
};

constexpr std::array<std::string_view, 8> kNodePrefixes = {
    "--cpu-prof",         "--experimental-", "--heap-prof", "--heapsnapshot-",
    "--no-experimental-", "--report-",       "--tls-",      "--trace-",
};

// Switches of the app's command line whose value is the next argument; that one is not the app.
constexpr std::array<std::string_view, 4> kTakesValue = {"-r", "--require", "-e", "--eval"};

void AppendWords(std::string_view text, std::vector<std::string>* words) {
  constexpr std::string_view kSpace = " \t\n";
  for (size_t start = text.find_first_not_of(kSpace); start != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_of(kSpace, start), text.size());
    words->emplace_back(text.substr(start, end - start));
    start = text.find_first_not_of(kSpace, end);
  }
}

}  // namespace

bool IsNodeFlag(std::string_view arg) {
  if (!arg.starts_with("--")) {
    return false;
  }
  std::string name(arg.substr(0, arg.find('=')));
  std::replace(name.begin(), name.end(), '_', '-');
  if (std::find(kNodeFlags.begin(), kNodeFlags.end(), name) != kNodeFlags.end()) {
    return true;
  }
  return std::any_of(kNodePrefixes.begin(), kNodePrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

LauncherCommandLine ParseCommandLine(const std::vector<std::string>& args) {
  LauncherCommandLine result;
  size_t i = 0;
  for (; i < args.size(); i++) {
    const std::string_view arg = args[i];
    if (arg == "--" || arg == "-" || !arg.starts_with('-')) {
      break;
    }
    if (arg.substr(0, arg.find('=')) == kInspectBrk) {
      result.node_flags.push_back(std::string(kInspectWait) + args[i].substr(kInspectBrk.size()));
      result.breaks_in_app = true;
    } else if (arg.starts_with(kJsFlags)) {
      AppendWords(arg.substr(kJsFlags.size()), &result.node_flags);
    } else if (IsNodeFlag(arg)) {
      result.node_flags.push_back(args[i]);
    } else {
      result.app_args.push_back(args[i]);
      const bool takes_value =
          std::find(kTakesValue.begin(), kTakesValue.end(), arg) != kTakesValue.end();
      if (takes_value && i + 1 < args.size()) {
        result.app_args.push_back(args[++i]);
      }
    }
  }
  result.app_args.insert(result.app_args.end(), args.begin() + static_cast<std::ptrdiff_t>(i),
                         args.end());
  return result;
}

}  // namespace valence
