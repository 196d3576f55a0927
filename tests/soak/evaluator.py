"""Whether what was measured levels off. Pure: from samples to figures and reasons to fail."""

import statistics
from dataclasses import dataclass

MB = 1_000_000
WARM_UP_SHARE, LEAST_WARM_UP = 0.3, 20  # of the time; seconds
LAST = 0.5  # seconds, before the end
LEAST_SAMPLES = 8  # after the warm-up


@dataclass(frozen=True)
class Limits:
    rss_growth: float  # bytes, after the warm-up
    log: int  # bytes
    file: int  # bytes
    file_growth: float  # bytes, between the medians
    fds: int  # above the least, after the warm-up: what clients may have open


def warm_up_of(seconds):
    return max(LEAST_WARM_UP, WARM_UP_SHARE * seconds)


def after_warm_up(samples, seconds):
    """Until the clients begin to leave."""
    return [sample for sample in samples
            if warm_up_of(seconds) <= sample.seconds <= seconds - LAST]


def slope(points):
    """Of the line with the least squares through (x, y)."""
    mean_x = statistics.fmean(x for x, _ in points)
    mean_y = statistics.fmean(y for _, y in points)
    return (sum((x - mean_x) * (y - mean_y) for x, y in points)
            / sum((x - mean_x) ** 2 for x, _ in points))


@dataclass(frozen=True)
class Growth:
    by_line: float  # from the first sample to the last, on the line
    by_medians: float  # from the median of the first quarter to that of the last

    @property
    def most(self):
        return max(self.by_line, self.by_medians)


def growth(samples, value):
    points = [(sample.seconds, value(sample)) for sample in samples]
    quarter = max(1, len(points) // 4)
    values = [y for _, y in points]
    return Growth(slope(points) * (points[-1][0] - points[0][0]),
                  statistics.median(values[-quarter:]) - statistics.median(values[:quarter]))


def _mb(size):
    return f"{size / MB:.1f} MB"


def judge(samples, seconds, limits):
    """(growth of the resident memory or None, reasons to fail)"""
    kept = after_warm_up(samples, seconds)
    if len(kept) < LEAST_SAMPLES:
        return None, [f"only {len(kept)} samples after the warm-up"]
    reasons = []
    rss = growth(kept, lambda sample: sample.rss)
    if rss.most > limits.rss_growth:
        reasons.append(f"memory grows after the warm-up: by {_mb(rss.by_line)} on the line, by "
                       f"{_mb(rss.by_medians)} between medians; the limit is "
                       f"{_mb(limits.rss_growth)}")
    log = max(sample.log for sample in samples)
    if log > limits.log:
        reasons.append(f"the write-ahead log had {_mb(log)}; the limit is {_mb(limits.log)}")
    file = max(sample.file for sample in samples)
    if file > limits.file:
        reasons.append(f"the database had {_mb(file)}; the limit is {_mb(limits.file)}")
    file_growth = growth(kept, lambda sample: sample.file).by_medians
    if file_growth > limits.file_growth:
        reasons.append(f"the database grows after the warm-up: by {_mb(file_growth)}; the limit is "
                       f"{_mb(limits.file_growth)}")
    threads = {sample.threads for sample in kept}
    if len(threads) > 1:
        reasons.append(f"the number of threads changes after the warm-up: {sorted(threads)}")
    fds = [sample.fds for sample in kept]
    if max(fds) - min(fds) > limits.fds:
        reasons.append(f"open descriptors after the warm-up: {min(fds)} to {max(fds)}, more than "
                       f"{limits.fds} apart")
    return rss, reasons
