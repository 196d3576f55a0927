"""What a run prints."""

import os
import statistics

from evaluator import MB, after_warm_up
from tally import quantile


def _ms(seconds):
    return f"{seconds * 1000:.1f}"


def _operations(tally, seconds):
    rows = [("operation", "answers", "per second", "p50 ms", "p99 ms", "longest ms")]
    for operation in sorted(tally.latencies, key=lambda each: (" " in each, each)):
        buckets = tally.latencies[operation]
        count = sum(buckets.values())
        rows.append((operation, f"{count:,}", f"{count / seconds:.1f}", _ms(quantile(buckets, 0.5)),
                     _ms(quantile(buckets, 0.99)), _ms(tally.longest[operation])))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(cell.rjust(width) if i else cell.ljust(width)
                      for i, (cell, width) in enumerate(zip(row, widths))) for row in rows]


def _counts(what, counter):
    total = sum(counter.values())
    parts = ", ".join(f"{count:,} {name}" for name, count in sorted(counter.items()))
    return f"{what}: {total:,} ({parts})"


def _tenths(samples, seconds):
    """The median of the memory in each tenth of the time."""
    medians = []
    for i in range(10):
        within = [each.rss for each in samples if i <= 10 * each.seconds / seconds < i + 1]
        medians.append(f"{statistics.median(within) / MB:.1f}" if within else "-")
    return " ".join(medians)


def text(tally, samples, growth, limits, options):
    total = sum(sum(buckets.values()) for buckets in tally.latencies.values())
    lines = _operations(tally, options.seconds)
    lines.append(f"answers: {total:,}, {total / options.seconds:.0f} per second")
    lines.append(_counts("faults met, all asked for", tally.asked_for))
    lines.append(_counts("checks", tally.checks))
    kept = after_warm_up(samples, options.seconds)
    if kept:
        lines.append(f"memory: {samples[0].rss / MB:.1f} MB at first, {kept[0].rss / MB:.1f} MB "
                     f"after the warm-up, {kept[-1].rss / MB:.1f} MB at last, at most "
                     f"{samples[-1].rss_peak / MB:.1f} MB")
        lines.append(f"memory in each tenth of the time: {_tenths(samples, options.seconds)} MB")
        lines.append(f"threads: {kept[-1].threads}; descriptors: "
                     f"{min(each.fds for each in kept)} to {max(each.fds for each in kept)}")
        lines.append(f"log: at most {max(each.log for each in samples) / MB:.1f} MB of "
                     f"{limits.log / MB:.0f}; database: at most "
                     f"{max(each.file for each in samples) / MB:.1f} MB of {limits.file / MB:.0f}")
        lines.append(f"processor: {samples[-1].cpu:.1f} s of {samples[-1].seconds:.0f} s; "
                     f"load average {os.getloadavg()[0]:.1f}")
    if growth is not None:
        lines.append(f"growth of memory after the warm-up: {growth.by_line / MB:+.2f} MB on the "
                     f"line, {growth.by_medians / MB:+.2f} MB between medians, limit "
                     f"{limits.rss_growth / MB:.0f} MB")
    return "\n".join(lines)
