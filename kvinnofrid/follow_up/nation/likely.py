"""How likely made-up answers are. Nothing here is measured: it is only meant to look like life."""

STICKY = ("children_in_household", "risk_method", "guardian_work", "victim_contact")
"""What somebody answers the same way at each measurement."""

LIKELY: dict[str, dict[str, tuple[float, float]]] = {
    "relation": {
        "partner": (0.42, 0.3),
        "former_partner": (0.32, 0.45),
        "parent": (0.08, 0.08),
        "child": (0.03, 0.03),
        "sibling": (0.04, 0.04),
        "other_kin": (0.05, 0.05),
        "other_close": (0.05, 0.05),
        "father": (0.55, 0.5),
        "mother": (0.14, 0.16),
        "parents": (0.06, 0.06),
        "parents_partner": (0.12, 0.12),
        "own_partner": (0.03, 0.03),
    },
    "honour_context": {"yes": (0.14, 0.08), "no": (0.86, 0.92)},
    "violence_duration": {
        "under1": (0.22, 0.3),
        "y1to5": (0.43, 0.43),
        "y5to10": (0.2, 0.16),
        "over10": (0.15, 0.11),
    },
    "contact": {
        "none": (0.18, 0.4),
        "messages": (0.2, 0.12),
        "children": (0.16, 0.3),
        "meets": (0.16, 0.1),
        "together": (0.3, 0.08),
        "supervised": (0.12, 0.2),
        "alternates": (0.12, 0.2),
    },
    "children_exposed": {"yes": (0.85, 0.35), "no": (0.15, 0.65)},
    "victim_contact": {"yes": (0.45, 0.6), "no": (0.55, 0.4)},
    "risk_method": {
        "freda": (0.45, 0.4),
        "none": (0.28, 0.36),
        "sara": (0.12, 0.1),
        "patriark": (0.05, 0.04),
        "other": (0.1, 0.1),
    },
    "housing": {
        "own": (0.3, 0.72),
        "with_perpetrator": (0.34, 0.06),
        "refuge": (0.14, 0.04),
        "close": (0.1, 0.08),
        "temporary": (0.09, 0.08),
        "none": (0.03, 0.01),
        "safe_parent": (0.3, 0.7),
        "kin": (0.06, 0.05),
        "placed": (0.06, 0.08),
        "with_victim": (0.38, 0.16),
        "prison": (0.03, 0.02),
    },
    "schooling_in_refuge": {
        "own": (0.2, 0.4),
        "other": (0.15, 0.25),
        "distance": (0.2, 0.15),
        "no": (0.25, 0.05),
        "not_of_age": (0.2, 0.15),
    },
    "work": {
        "work": (0.36, 0.5),
        "studies": (0.1, 0.12),
        "parental": (0.07, 0.07),
        "sick": (0.2, 0.09),
        "seeking": (0.16, 0.11),
        "retired": (0.06, 0.06),
        "other": (0.05, 0.05),
    },
    "guardian_work": {"yes": (0.5, 0.65), "no": (0.45, 0.32), "no_parent": (0.05, 0.03)},
    "report_of_concern": {"yes": (0.7, 0.5), "no": (0.3, 0.5)},
    "situation_after": {
        "apart": (0.25, 0.7),
        "apart_threat": (0.35, 0.06),
        "together": (0.12, 0.2),
        "together_violence": (0.28, 0.04),
        "safe": (0.15, 0.45),
        "safe_contact": (0.2, 0.4),
        "uncertain": (0.35, 0.12),
        "violence": (0.3, 0.03),
    },
}
"""By question and code without better and worse: when things are as bad and as good as can be."""

CHANCES: dict[str, dict[str, tuple[float, float]]] = {
    "violence_kinds": {
        "none": (0.02, 0.95),
        "psychological": (0.86, 0.86),
        "physical": (0.58, 0.58),
        "sexual": (0.2, 0.2),
        "economic_material": (0.36, 0.36),
        "digital": (0.24, 0.24),
        "latent": (0.47, 0.47),
        "neglect": (0.08, 0.08),
    },
    "exposure": {
        "none": (0.02, 0.8),
        "subjected": (0.55, 0.55),
        "witnessed": (0.75, 0.75),
        "lives_with": (0.4, 0.4),
    },
    "vulnerability": {
        "none": (0.6, 0.6),
        "disability": (0.3, 0.3),
        "substance_use": (0.25, 0.25),
        "language": (0.45, 0.45),
        "permit": (0.2, 0.2),
        "care_need": (0.15, 0.15),
    },
    "goal": {"end_violence": (0.7, 0.7), "safety": (0.6, 0.6), "health": (0.4, 0.4)},
}
"""By question and code, several of which can be chosen. The code that stands alone comes first:
how likely it is when things are as bad and as good as can be."""
