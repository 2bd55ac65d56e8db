"""What made-up help looks like: ways in, interventions, goals, closures. Nothing here is measured.

Codes are those of the catalogue's lists; that they can be chosen for each target group is tried
before anything is made.
"""

from kvinnofrid.follow_up.rules import Target

Weighted = tuple[tuple[str, float], ...]
_VICTIM, _CHILD, _PERPETRATOR = Target.VICTIM_SURVIVOR, Target.CHILD, Target.PERPETRATOR

WAYS_IN: dict[Target, Weighted] = {
    _VICTIM: (
        *(("social_services", 0.27), ("own", 0.26), ("police", 0.17), ("health_care", 0.1)),
        *(("nonprofit", 0.06), ("emergency_service", 0.05), ("screening", 0.04), ("close", 0.03)),
        ("other", 0.02),
    ),
    _CHILD: (
        *(("social_services", 0.42), ("school", 0.16), ("police", 0.16), ("health_care", 0.09)),
        *(("close", 0.06), ("emergency_service", 0.05), ("nonprofit", 0.03), ("own", 0.02)),
        ("other", 0.01),
    ),
    _PERPETRATOR: (
        *(("social_services", 0.3), ("own", 0.26), ("urged", 0.16), ("probation", 0.12)),
        *(("police", 0.07), ("health_care", 0.04), ("screening", 0.02), ("nonprofit", 0.02)),
        ("other", 0.01),
    ),
}
INTERVENTIONS: dict[Target, Weighted] = {
    _VICTIM: (
        *(("talks", 0.86), ("safety_planning", 0.4), ("refuge", 0.13), ("economic", 0.14)),
        *(("housing", 0.11), ("accompaniment", 0.12), ("children", 0.1), ("group", 0.07)),
        *(("coordinated_plan", 0.05), ("contact_person", 0.04), ("treatment", 0.04)),
    ),
    _CHILD: (
        *(("talks", 0.72), ("with_parent", 0.3), ("safety_planning", 0.2), ("group", 0.12)),
        *(("refuge", 0.1), ("contact_family", 0.07), ("treatment", 0.06), ("placement", 0.04)),
    ),
    _PERPETRATOR: (
        *(("talks", 0.8), ("violence_programme", 0.42), ("group", 0.2), ("parent_support", 0.12)),
        *(("treatment", 0.09), ("housing", 0.06), ("coordinated_plan", 0.05)),
    ),
}
BY_DECISION = frozenset({"refuge", "housing", "economic", "placement", "contact_family"})
PROVIDERS: dict[str, Weighted] = {
    "refuge": (
        ("association", 0.5),
        ("private_company", 0.3),
        ("other_municipality_or_joint", 0.2),
    ),
    "": (("own_unit", 0.82), ("own_municipality", 0.1), ("region", 0.04), ("association", 0.04)),
}
LEFT: Weighted = (("lost_contact", 0.48), ("own_wish", 0.34), ("moved", 0.12), ("other", 0.06))
STAYED: Weighted = (
    *(("finished", 0.78), ("other_help", 0.12), ("own_wish", 0.05), ("moved", 0.04)),
    ("other", 0.01),
)
NEVER_BEGAN: Weighted = (("own_wish", 0.45), ("other_help", 0.35), ("not_eligible", 0.2))
MISSED: Weighted = (
    *(("not_reached", 0.38), ("client_declined", 0.28), ("no_time", 0.2), ("not_fit", 0.09)),
    ("other_cause", 0.05),
)
SAFE_WAYS = ("call", "text", "call,text", "e_mail", "letter")
SAFE_TIMES = ("Vardagar 9–15", "Bara på eftermiddagen", "Tisdagar och torsdagar", "När som helst")
WARNINGS = (
    "Lämna aldrig meddelande.",
    "Ring från dolt nummer.",
    "Skriv inte vad det gäller.",
    "Ring inte efter klockan 16.",
)
GOALS: dict[Target, tuple[str, ...]] = {
    _VICTIM: (
        "Kunna sova utan att vara rädd",
        "En egen bostad",
        "Veta vad hon ska göra om det händer igen",
        "Egen ekonomi",
        "Orka tillbaka till arbetet",
        "Att barnen slipper se bråk",
    ),
    _CHILD: (
        "Att få vara hemma utan bråk",
        "Någon att prata med",
        "Kunna gå till skolan som vanligt",
        "Slippa vara rädd på natten",
    ),
    _PERPETRATOR: (
        "Lämna rummet innan jag blir arg",
        "Ta ansvar för det som hänt",
        "Bli en bättre förälder",
        "Sluta helt med hot",
    ),
}
