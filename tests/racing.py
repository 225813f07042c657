"""Steps taken at the same moment by several processes, each with a connection of its own."""

import multiprocessing
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlite_utils import Database

from matchmaker.model.errors import MatchmakerError
from matchmaker.store.database import open_database

PATIENCE_SECONDS = 60
Step = Callable[[Database], object]
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Outcome:
    """What a step returned, or the name of the domain error that it was refused with; `fault` is any other error."""

    value: object = None
    refused: str = ""
    reason: str = ""
    fault: str = ""

    @property
    def done(self) -> bool:
        return not (self.refused or self.fault)


def race(database: Path, *steps: Step) -> list[Outcome]:
    """Take the steps at once, and wait for all of them; what they return has to be plain."""
    barrier = _fork.Barrier(len(steps))
    runners = []
    for step in steps:
        receiving, sending = _fork.Pipe(duplex=False)
        process = _fork.Process(target=_run, args=(database, step, barrier, sending))
        process.start()
        runners.append((process, receiving))
    outcomes = []
    for process, receiving in runners:
        assert receiving.poll(PATIENCE_SECONDS), "a step never ended"
        outcomes.append(receiving.recv())
        process.join(PATIENCE_SECONDS)
    faults = "\n".join(outcome.fault for outcome in outcomes)
    assert not faults.strip(), faults
    return outcomes


def _run(database: Path, step: Step, barrier: Barrier, sending: Connection) -> None:
    db = open_database(database)
    try:
        barrier.wait(PATIENCE_SECONDS)
        sending.send(Outcome(value=step(db)))
    except MatchmakerError as error:
        sending.send(Outcome(refused=type(error).__name__, reason=getattr(error, "reason", "")))
    except BaseException:
        sending.send(Outcome(fault=traceback.format_exc()))
    finally:
        db.close()
