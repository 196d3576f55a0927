"""What an account shows at an instant: between what is certain and what is possible.

Instants are texts in milliseconds, as the control API gives them. Something that happens within the
very millisecond of the clock may have happened or not."""

import datetime

from history import TERMINAL


def to_text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def to_moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def seconds_of(text):
    """As timestamps are in answers of the API."""
    return to_moment(text).timestamp()


class Window:
    """The clock was never before `first` nor after `last` while the request was answered."""

    def __init__(self, first, last):
        self.first, self.last = first, last

    def happened(self, at):
        """False: certainly not, None: perhaps, True: certainly."""
        if at is None or at > self.last:
            return False
        return True if at < self.first else None


def states_of(job, window):
    """(secondary status, status) that the job may be in; None if that is not known."""
    if job.transitions is None:
        return None
    found = set()
    for at, what, status in job.transitions:
        happened = window.happened(at) if status else False
        if happened:
            found = {(what, status)}
        elif happened is None:
            found.add((what, status))
    return found


def candidates_of(job, window):
    """(names that are there for sure, {name: statuses that it may have})"""
    sure, possible = set(), {}
    for at, what, status in job.transitions:
        happened = window.happened(at)
        if status or happened is False:
            continue
        name, state = what.rsplit(" ", 1)
        if happened:
            sure.add(name)
            possible[name] = {state}
        else:
            possible.setdefault(name, set()).add(state)
    return sure, possible


def has_ended(job, window):
    """False, None (not known) or True."""
    states = states_of(job, window)
    if states is None:
        return None
    ended = {status in TERMINAL for _, status in states}
    return ended.pop() if len(ended) == 1 else None
