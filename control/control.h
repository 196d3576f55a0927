#pragma once

#include <cstddef>

#include "common/clock.h"
#include "control/control_state.h"
#include "control/faults.h"
#include "control/journal.h"
#include "control/profile_queue.h"
#include "control/timer_queue.h"
#include "control/waits.h"
#include "storage/store.h"

namespace autopilot {

struct ControlOptions {
  ControlDefaults defaults;
  std::size_t journal_bytes = Journal::kDefaultMaxBytes;  // 0: no journal
  ProfileQueueOptions profiles = {};
};

// Everything that a test steers, for one process. The parts are used directly; each is safe from
// any thread.
struct Control {
  // The references must outlive it. `report_error` is told what nobody else hears of. Throws
  // StoreError.
  Control(Store& store, const Clock& wall, ControlOptions options,
          const TimerQueue::ReportError& report_error)
      : state(store, wall, std::move(options.defaults)),
        journal(options.journal_bytes),
        timers(report_error),
        background(report_error, ThreadPriority::kLow),
        slow_reads(report_error, ThreadPriority::kLow),
        waits(timers, report_error),
        profiles(store, state, waits, report_error, options.profiles) {}

  // Ends what waits and what is delayed; delayed requests are answered as by a server that stops.
  // What takes long goes on to its end: Stop() waits for that.
  void StopSoon() {
    waits.Stop();
    timers.Stop();
    background.StopSoon();
    slow_reads.StopSoon();
    profiles.StopSoon();
  }
  void Stop() {
    StopSoon();
    background.Stop();
    slow_reads.Stop();
    profiles.Stop();
  }

  ControlState state;
  Faults faults;
  Journal journal;
  TimerQueue timers;
  TimerQueue background;  // for exports and imports, which take long, one after the other
  TimerQueue slow_reads;  // for requests that look at many jobs
  Waits waits;
  ProfileQueue profiles;  // for the data of jobs that wait for it
};

}  // namespace autopilot
