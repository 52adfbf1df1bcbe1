"""Every job there is. A new one is a line here."""

from datetime import datetime, timedelta

from server.context import Context
from server.jobs import public_forms
from server.jobs.worker import Job
from server.releases.publishing import sign_dates_anew
from server.releases.repository import Repository

SIGN = "sign dates anew"


def _sign(context: Context, now: datetime) -> str:
    if Repository(context.settings.updates_folder).read() is None:
        return "nothing is published yet"
    with context.database.write() as session:
        return f"release {sign_dates_anew(session, context.settings, now)} has new dates"


JOBS = (
    Job(SIGN, timedelta(days=1), _sign),
    Job("decide on forms", timedelta(seconds=5), public_forms.work_on_forms),
    Job("send letters", timedelta(seconds=5), public_forms.send_letters),
    Job("add signatures up", timedelta(minutes=1), public_forms.add_signatures_up),
    Job("forget what is over", timedelta(minutes=10), public_forms.forget),
    Job("empty the database's log", timedelta(seconds=30), public_forms.clean_the_log),
    Job("ask libraries again", timedelta(days=1), public_forms.ask_libraries),
    Job("count signatures anew", timedelta(days=1), public_forms.count_anew),
    Job("write tables anew", timedelta(days=1), public_forms.rewrite),
)
