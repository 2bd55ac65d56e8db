"""The five papers, each a function of the running configuration."""

from kvinnofrid.documents.paper import Paper
from kvinnofrid.privacy.papers.classification import classification
from kvinnofrid.privacy.papers.impact import impact
from kvinnofrid.privacy.papers.incident_export import incident_export
from kvinnofrid.privacy.papers.processing import processing
from kvinnofrid.privacy.papers.roles import roles
from kvinnofrid.privacy.situation import Incident, Situation

__all__ = ["classification", "impact", "incident_export", "papers", "processing", "roles"]


def papers(situation: Situation, incident: Incident) -> tuple[Paper, ...]:
    """All papers, in the order they are read."""
    return (
        processing(situation),
        impact(situation),
        classification(situation),
        roles(situation),
        incident_export(situation, incident),
    )
