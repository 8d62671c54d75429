// Takes the command line of `valence` apart: what is for Node.js, what is for the app's JavaScript.
//
// Before the app (the first argument that is no switch, or what follows `--`) these go to Node.js:
//   --inspect --inspect-brk --inspect-wait (each also =[host:]port), --inspect-port=,
//   --inspect-publish-uid=, --debug-port=
//   --js-flags="<flags of V8 or Node.js, separated by spaces>": its contents
//   --expose-gc --enable-source-maps --preserve-symlinks[-main] --abort-on-uncaught-exception
//   --pending-deprecation
//   --no-deprecation --no-warnings --disable-warning= --throw-deprecation --unhandled-rejections=
//   --stack-trace-limit=
//   --max-http-header-size= --dns-result-order= --tls-*= --use-*-ca --icu-data-dir= --title=
//   --env-file=
//   --conditions= --import= --experimental-* --no-experimental-*
//   --trace-* --cpu-prof* --heap-prof* --prof --heapsnapshot-* --report-* --diagnostic-dir=
//   --redirect-warnings=
//   --max-old-space-size= --max-semi-space-size= and, with `_` for `-`, as Node.js takes them
// Values are given with `=`. Everything else, and everything from the app on, is for the app's
// JavaScript.

#ifndef SHELL_APP_COMMAND_LINE_H_
#define SHELL_APP_COMMAND_LINE_H_

#include <string>
#include <string_view>
#include <vector>

namespace valence {

struct LauncherCommandLine {
  std::vector<std::string> node_flags;
  std::vector<std::string> app_args;
  // --inspect-brk. Node.js gets it as --inspect-wait: it would break in the library's first line.
  bool breaks_in_app = false;
};

// `args` without argv[0].
LauncherCommandLine ParseCommandLine(const std::vector<std::string>& args);

// True if `arg` is a switch that belongs to Node.js.
bool IsNodeFlag(std::string_view arg);

}  // namespace valence

#endif  // SHELL_APP_COMMAND_LINE_H_
