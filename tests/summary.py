"""The closing summary of scripts/test, from the exit codes of its parts and the JUnit files that pytest wrote.

    python tests/summary.py PART:EXIT_CODE:SECONDS[:JUNIT_FILE] ...

Prints a line for each part, the reasons of skipped tests, and last `N passed, N failed, N skipped`. A part that
failed without a failing test (the check, a file that cannot be imported, an interrupted run) counts as one failed.
Exits with 1 when anything failed.
"""

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.suites import SUITES  # noqa: E402  # found only with the root on the path

NOTHING_COLLECTED = 5
ORDER = {"unit": 1, "contract": 2, "journey": 3, "browser": 4}


@dataclass(slots=True)
class Tally:
    """Results of one part. `seconds` is what its tests took, or the whole part when it is none of pytest's."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, case: ET.Element) -> None:
        self.seconds += float(case.get("time", 0))
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            self.failed += 1
        elif skipped is not None:
            self.skipped += 1
            self.reasons[skipped.get("message", "")] += 1
        else:
            self.passed += 1


def suite_of_class(name: str) -> str:
    """`unit`, `contract`, `journey` or `browser` for a JUnit class name such as `tests.store.test_needs`."""
    return SUITES.get(name.removeprefix("tests.").split(".")[0], "unit")


def read_junit(path: Path) -> dict[str, Tally]:
    """Tallies by suite of one JUnit file; empty when pytest did not get as far as writing it."""
    tallies: dict[str, Tally] = {}
    if not path.exists():
        return tallies
    for case in ET.parse(path).iter("testcase"):  # noqa: S314  # written by our own pytest a moment ago
        tallies.setdefault(suite_of_class(case.get("classname", "")), Tally()).add(case)
    return tallies


def tallies_of(part: str, status: int, seconds: float, junit: Path | None) -> dict[str, Tally]:
    """What one part of the run contributes. An exit code that no failing test explains is a failure of its own."""
    tallies = read_junit(junit) if junit else {part: Tally(seconds=seconds)}
    explained = any(tally.failed for tally in tallies.values())
    if status != 0 and not explained and not (junit and status == NOTHING_COLLECTED):
        tallies.setdefault(part, Tally()).failed += 1
    return tallies


def lines(tallies: dict[str, Tally]) -> Iterable[str]:
    """The summary, line by line; the last one is the total."""
    for name, tally in sorted(tallies.items(), key=lambda item: ORDER.get(item[0], 0)):
        verdict = "FAILED" if tally.failed else "passed" if tally.passed or name == "check" else "skipped"
        counts = (
            ""
            if name == "check"
            else f"{tally.passed:5} passed {tally.failed:4} failed {tally.skipped:4} skipped"
        )
        yield f"  {name:10} {verdict:8}{counts:42}{tally.seconds:7.0f} s"
    for tally in tallies.values():
        for reason, count in tally.reasons.items():
            yield f"  skipped {count} x {reason}"
    total = [
        sum(getattr(tally, name) for tally in tallies.values()) for name in ("passed", "failed", "skipped")
    ]
    yield "{} passed, {} failed, {} skipped".format(*total)


def main(arguments: list[str]) -> int:
    tallies: dict[str, Tally] = {}
    for argument in arguments:
        part, status, seconds, *junit = argument.split(":", 3)
        tallies |= tallies_of(part, int(status), float(seconds), Path(junit[0]) if junit else None)
    if not any(tally.passed or tally.failed or tally.skipped for tally in tallies.values()):
        tallies["tests"] = Tally(failed=1, reasons=Counter({"no test was found": 1}))
    print("\n".join(lines(tallies)))
    return 1 if any(tally.failed for tally in tallies.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
