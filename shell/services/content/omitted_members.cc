// See omitted_members.h.

#include "shell/services/content/omitted_members.h"

namespace valence {
namespace {

OmittedMembers::Node* Add(OmittedMembers::Node* node, std::string_view name) {
  std::unique_ptr<OmittedMembers::Node>& member = node->members[std::string(name)];
  if (!member) {
    member = std::make_unique<OmittedMembers::Node>();
  }
  return member.get();
}

}  // namespace

const OmittedMembers::Node* OmittedMembers::Node::Find(std::string_view name) const {
  const auto found = members.find(name);
  return found == members.end() ? nullptr : found->second.get();
}

OmittedMembers::OmittedMembers(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    const size_t space = entry.find(' ');
    Node* node = Add(&methods_, std::string_view(entry).substr(0, space));
    if (space == std::string::npos) {
      continue;
    }
    for (std::string_view path = std::string_view(entry).substr(space + 1); !path.empty();) {
      const size_t dot = path.find('.');
      node = Add(node, path.substr(0, dot));
      path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
  }
}

}  // namespace valence
