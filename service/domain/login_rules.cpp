#include "domain/login_rules.hpp"

#include <set>

namespace hotline {

GroupGrant LoginProvider::grant_of(const std::vector<std::string>& member_of) const {
    std::set<Role> roles;
    std::set<TaskForceId> task_forces;
    for (const std::string& group : member_of) {
        const auto found = groups.find(group);
        if (found == groups.end()) continue;
        roles.insert(found->second.roles.begin(), found->second.roles.end());
        task_forces.insert(found->second.task_forces.begin(), found->second.task_forces.end());
    }
    return {{roles.begin(), roles.end()}, {task_forces.begin(), task_forces.end()}};
}

}  // namespace hotline
