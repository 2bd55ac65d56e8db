"""Writing the papers; taking the log's lines out for an incident is itself logged."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.rules import Outcome
from kvinnofrid.documents.paper import Paper
from kvinnofrid.privacy.papers import papers
from kvinnofrid.privacy.queries import code_of, incident, organisation_id, situation
from kvinnofrid.privacy.situation import Incident


def write_papers(
    *,
    folder: Path,
    forms: Sequence[str],
    code: str | None,
    first: date,
    until: date,
    person: str,
    record: str,
    by: str,
    today: date,
    now: datetime,
) -> list[Path]:
    """Write all papers in each form in the folder; the files, in order.

    `forms` are keys of `writers.FORMS`. Raises `queries.UnknownOrganisationError`, OSError.
    """
    from kvinnofrid.documents.forms import FORMS  # Word and its XML: kept from start-up

    found = situation(on=today, code=code)
    lines = incident_lines(
        code=code, first=first, until=until, person=person, record=record, by=by, now=now
    )
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for paper in papers(found, lines):
        for form in forms:
            path = folder / f"{paper.name}.{form}"
            path.write_bytes(FORMS[form](paper))
            written.append(path)
    return written


@transaction.atomic
def incident_lines(
    *, code: str | None, first: date, until: date, person: str, record: str, by: str, now: datetime
) -> Incident:
    """The log's lines for an incident, after it has been logged that they were taken out."""
    found = incident(organisation=code, first=first, until=until, person=person, record=record)
    if found.events is not None and code is not None:
        organisation = organisation_id(code, on=until)
        audit.record(
            organisation=organisation,
            actor=by,
            action="log.incident_export",
            object_kind="organisation",
            object_id=organisation,
            outcome=Outcome.ALLOWED,
            now=now,
            details={"count": str(len(found.events)), "period": f"{first}:{until}"},
        )
    return found


def papers_of(organisation: str, *, today: date) -> tuple[Paper, ...]:
    """All papers of an organisation by its id, the form for an incident without lines of the log.

    Raises `queries.UnknownOrganisationError`.
    """
    found = situation(on=today, code=code_of(organisation, on=today))
    return papers(found, Incident(today, today))


@transaction.atomic
def take_out(
    *, organisation: str, name: str, form: str, by: str, today: date, now: datetime
) -> bytes:
    """One paper as a file, after it has been logged that it was taken out.

    Raises LookupError for a paper or a form that there is none of.
    """
    from kvinnofrid.documents.forms import FORMS  # Word and its XML: kept from start-up

    paper = next((one for one in papers_of(organisation, today=today) if one.name == name), None)
    if paper is None or form not in FORMS:
        raise LookupError(name)
    audit.record(
        organisation=organisation,
        actor=by,
        action="system.privacy_papers",
        object_kind="organisation",
        object_id=organisation,
        outcome=Outcome.ALLOWED,
        now=now,
        details={"subject": name, "method": form},
    )
    return FORMS[form](paper)
