"""Every job there is. A new one is a line here."""

from datetime import datetime, timedelta

from server.context import Context
from server.jobs.worker import Job
from server.releases.publishing import sign_dates_anew
from server.releases.repository import Repository

SIGN = "sign dates anew"


def _sign(context: Context, now: datetime) -> str:
    if Repository(context.settings.updates_folder).read() is None:
        return "nothing is published yet"
    with context.database.write() as session:
        return f"release {sign_dates_anew(session, context.settings, now)} has new dates"


JOBS = (Job(SIGN, timedelta(days=1), _sign),)
