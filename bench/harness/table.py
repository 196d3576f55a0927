"""What a row of the table says, and how the table is printed."""

import dataclasses
from typing import Optional


@dataclasses.dataclass
class Result:
    name: str
    measured: str
    limit: str = ""
    ratio: str = ""
    target: str = ""
    ok: Optional[bool] = None  # None: only reported
    note: str = ""


def verdict(result):
    return {True: "yes", False: "NO", None: "-"}[result.ok]


def table(results):
    """Markdown, with columns wide enough to be read as they are."""
    rows = [("row", "measured", "limit", "ratio", "target", "ok")]
    rows += [(r.name, r.measured, r.limit, r.ratio, r.target, verdict(r)) for r in results]
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
             for row in rows]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    notes = [f"- {r.name}: {r.note}" for r in results if r.note]
    return "\n".join(lines + ([""] + notes if notes else []))


def rate(per_second):
    return f"{per_second:,.0f}/s"


def micros(value):
    return f"{value / 1000:.1f} ms" if value >= 1000 else f"{value:.0f} µs"


def at_least(ratio, target):
    return {"ratio": f"{ratio:.2f}", "target": f"≥ {target:.2f}", "ok": ratio >= target}


def at_most(ratio, target):
    return {"ratio": f"{ratio:.2f}", "target": f"≤ {target:g} ×", "ok": ratio <= target}
