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
