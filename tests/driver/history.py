"""What a client knows of its account from the answers that it got. Values: never changed in place,
so that "before" and "after" of a request without an answer can both be kept."""

from dataclasses import dataclass, field, replace

TERMINAL = {"Completed", "Failed", "Stopped"}
DESCRIBES_PER_PHASE = 2  # of the accounts in manual progression


@dataclass(frozen=True)
class Job:
    name: str
    version: int
    request: dict  # as sent, without its tags
    tags: tuple = ()  # (key, value), in the order in which they are listed
    # What was and what will be, as told after the last thing that changed it; None: not told.
    transitions: tuple = None
    candidates: frozenset = None  # names of all that it was planned to have; None: not told
    past: tuple = ()  # of those, what lies in the past for good: no later event moves it
    described: tuple = None  # (value of the clock, text of the answer)
    seen: dict = None  # the last Describe answer: what may only go on from there
    # Manual progression: names of the phases (None: not told), which one it is in, and answered
    # Describe calls in it.
    phases: tuple = None
    phase: int = 0
    ticks: int = 0
    # All that is stored, as exported when it was checked last; None: changed since.
    record: dict = None

    @property
    def arn_suffix(self):
        return f"automl-job/{self.name}"


@dataclass(frozen=True)
class Account:
    id: str
    kind: str  # "frozen": a clock that stands still, "manual": the same and progression, "running"
    jobs: dict = field(default_factory=dict)  # by name
    now: str = ""  # the clock; of a running one, the last value told
    snapshots: dict = field(default_factory=dict)  # by name: (jobs, now, when taken)

    def with_job(self, job):
        return replace(self, jobs={**self.jobs, job.name: job})


def with_tags(job, added):
    """New tags come first, in the order given; values of existing ones change in place."""
    new = dict(added)
    old = {key: new.get(key, value) for key, value in job.tags}
    first = tuple((key, value) for key, value in added if key not in old)
    return replace(job, tags=first + tuple(old.items()), record=None)


def without_tags(job, keys):
    kept = tuple((key, value) for key, value in job.tags if key not in keys)
    return replace(job, tags=kept, record=None)


def after_event(job, now):
    """The job when something happens to it at `now` or later: only what was before stays."""
    past = job.past
    if job.transitions is not None:
        past = tuple(each for each in job.transitions if each[0] is not None and each[0] < now)
    return replace(job, transitions=None, past=past, described=None, record=None)


def after_describe(job):
    """In manual progression, an answered Describe call counts."""
    if job.phases is not None and job.phase >= len(job.phases) - 1:
        return job
    if job.ticks + 1 < DESCRIBES_PER_PHASE:
        return replace(job, ticks=job.ticks + 1, record=None)
    return after_phase(job)


def after_phase(job):
    return replace(job, phase=job.phase + 1, ticks=0, transitions=None, record=None)


def transitions_of(timeline):
    """(instant, what) in the order of the answer."""
    return tuple(
        (each["at"], each.get("AutoMLJobSecondaryStatus") or
         f"{each['CandidateName']} {each['CandidateStatus']}",
         each.get("AutoMLJobStatus", "")) for each in timeline["transitions"])


def phases_of(transitions):
    return tuple(what for _, what, status in transitions if status)


def candidates_of(transitions):
    return frozenset(what.split()[0] for _, what, status in transitions if not status)


def told(job, transitions):
    """The job when its timeline is known. The first one tells what was planned."""
    is_new = job.candidates is None and not job.past and (job.phase, job.ticks) == (0, 0)
    if is_new:
        job = replace(job, phases=phases_of(transitions), candidates=candidates_of(transitions))
    return replace(job, transitions=transitions)
