"""The worker: runs each job when it is due, keeps its failures, and stops when it is told to."""

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from server.context import Context
from server.errors import OptOutError
from server.jobs.tables import JobRow

# As long as the longest job may take: if a worker dies in a job, another one takes it up after this.
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)
# New jobs may come with an upgrade while the worker sleeps; it never sleeps longer.
LONGEST_SLEEP = timedelta(minutes=5)

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One kind of work. ``run`` says in a sentence what it did, nothing if nothing; it opens its own transactions."""

    name: str
    every: timedelta
    run: Callable[[Context, datetime], str]


class Worker:
    """Runs ``jobs`` on the database of ``context``; several workers may run at once."""

    def __init__(self, context: Context, jobs: Sequence[Job], clock: Callable[[], datetime] | None = None) -> None:
        self._context = context
        self._jobs = jobs
        self._clock = clock or (lambda: datetime.now(UTC))
        self._stop = threading.Event()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the job at hand, then end."""
        self._stop.set()

    def run_forever(self) -> None:
        """Run jobs as they become due, until SIGTERM or SIGINT. The first round runs every job, due or not."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        self.run_all()
        while not self._stop.wait(self._until_next().total_seconds()):
            self.run_due()

    def run_all(self) -> list[str]:
        """Run every job now; returns the names of those that failed. Begins with what a stopped publisher left."""
        self._prepare()
        now = self._stored_now()
        with self._context.database.write() as session:
            session.execute(update(JobRow).where(JobRow.name.in_([job.name for job in self._jobs])).values(due_at=now))
        return self.run_due()

    def run_due(self) -> list[str]:
        """Run the jobs that are due; returns the names of those that failed."""
        self._prepare()
        return [job.name for job in self._jobs if not self._stop.is_set() and not self._run(job)]

    def _run(self, job: Job) -> bool:
        """Whether the job did not fail; it also did not if it was not due."""
        if not self._claim(job):
            return True
        try:
            said = job.run(self._context, self._clock())
        except (OptOutError, SQLAlchemyError, OSError) as error:
            log.warning("job failed", job=job.name, error=str(error))
            self._note_failure(job, str(error))
            return False
        if said:  # most rounds of the quick jobs have nothing to do
            log.info("job done", job=job.name, said=said)
        self._note_success(job)
        return True

    def _prepare(self) -> None:
        with self._context.database.write() as session:
            known = set(session.scalars(select(JobRow.name)))
            for job in self._jobs:
                if job.name not in known:
                    session.add(JobRow(name=job.name, due_at=self._stored_now(), failures=0))

    def _claim(self, job: Job) -> bool:
        now = self._stored_now()
        with self._context.database.write() as session:
            claimed = session.execute(
                update(JobRow).where(JobRow.name == job.name, JobRow.due_at <= now).values(due_at=now + LEASE)
            )
            return bool(claimed.rowcount)  # type: ignore[attr-defined] # the result of an UPDATE has it

    def _note_success(self, job: Job) -> None:
        now = self._stored_now()
        with self._context.database.write() as session:
            values = {"due_at": now + job.every, "succeeded_at": now, "failures": 0, "failure": None}
            session.execute(update(JobRow).where(JobRow.name == job.name).values(values))

    def _note_failure(self, job: Job, failure: str) -> None:
        with self._context.database.write() as session:
            row = session.get_one(JobRow, job.name)
            row.due_at = self._stored_now() + min(FIRST_RETRY * 2 ** min(row.failures, 12), job.every)
            row.failures += 1
            row.failure = failure

    def _until_next(self) -> timedelta:
        with self._context.database.read() as session:
            due = min(session.scalars(select(JobRow.due_at)), default=self._stored_now())
        return max(timedelta(0), min(due - self._stored_now(), LONGEST_SLEEP))

    def _stored_now(self) -> datetime:
        return self._clock().astimezone(UTC).replace(tzinfo=None)
