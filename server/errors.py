"""Errors that a person can act on: what is wrong, and what mends it."""


class OptOutError(Exception):
    """Something the operator or author has to mend.

    Args:
        problem: what is wrong, as one sentence.
        mend: what to do about it, as one sentence; empty if the problem says it.

    """

    def __init__(self, problem: str, mend: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.mend = mend

    def __str__(self) -> str:
        """Both sentences, as they are printed."""
        return f"{self.problem} {self.mend}".strip()


class InstallationError(OptOutError):
    """Something that only who runs the server can mend. The words may name folders: they are for her and the log."""

    def for_others(self) -> OptOutError:
        """What everybody else is told."""
        return OptOutError("The server cannot do this now.", "Whoever runs it finds the reason in its log.")
