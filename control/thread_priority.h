#pragma once

namespace autopilot {

// How a thread fares beside those that answer requests when all want the same core. kLow: it gets
// about a third of what one of them gets, and they need not wait for its turn to end.
enum class ThreadPriority { kNormal, kLow };

// Gives the calling thread that priority, once. That it fails costs no more than speed.
void SetPriorityOfThisThread(ThreadPriority priority);

}  // namespace autopilot
