#include "control/thread_priority.h"

#include <sys/resource.h>

namespace autopilot {

void SetPriorityOfThisThread(ThreadPriority priority) {
  constexpr int kNice = 5;
  if (priority == ThreadPriority::kNormal) return;
  // Linux applies nice values to threads, the calling one here.
  setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + kNice);
}

}  // namespace autopilot
