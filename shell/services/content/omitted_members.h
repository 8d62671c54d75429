// What JavaScript does not read of the events it gets: whole events and members of them. Decoding
// is what an event costs most.

#ifndef SHELL_SERVICES_CONTENT_OMITTED_MEMBERS_H_
#define SHELL_SERVICES_CONTENT_OMITTED_MEMBERS_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace valence {

class OmittedMembers {
 public:
  // A member, and what is omitted below it: nothing means all of it.
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> members;

    // nullptr: the member is read as a whole.
    const Node* Find(std::string_view name) const;
    bool all() const { return members.empty(); }
  };

  OmittedMembers() = default;
  // "Network.dataReceived": the event; "Network.responseReceived response.timing": a member of its
  // params.
  explicit OmittedMembers(const std::vector<std::string>& entries);

  // nullptr: the event is read as a whole. A node that is all(): the event is not read.
  const Node* Find(std::string_view method) const { return methods_.Find(method); }

 private:
  Node methods_;
};

}  // namespace valence

#endif  // SHELL_SERVICES_CONTENT_OMITTED_MEMBERS_H_
