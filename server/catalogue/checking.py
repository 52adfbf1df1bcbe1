"""Check the folder ``rules/``: its form, its records, and the gates, with the place of every problem."""

from datetime import date
from pathlib import Path

from server.catalogue.folder import FolderReading, read_folder
from server.catalogue.gates import findings
from server.catalogue.yaml_form import Problem


def check_folder(folder: Path, today: date) -> tuple[FolderReading, list[Problem]]:
    """Read and check ``folder``; the problems are sorted by file and line."""
    reading = read_folder(folder)
    problems = list(reading.problems)
    # A record that did not parse makes others look wrong (an unknown term, say): gates wait until all parse.
    if not problems:
        problems = [
            reading.at(found.kind, found.id, found.location, found.message, found.mend)
            for found in findings(reading.catalogue, today)
        ]
    return reading, sorted(problems)
