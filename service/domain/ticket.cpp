#include "domain/ticket.hpp"

namespace hotline {

TicketStanding Ticket::standing() const {
    TicketStanding standing{revision > 0, state, task_force, holder};
    for (const Part& part : parts) {
        standing.involved.push_back(part.task_force);
        if (!part.ended_at) standing.owing.push_back(part.task_force);
    }
    standing.has_final_answer = final_answer.has_value();
    return standing;
}

}  // namespace hotline
