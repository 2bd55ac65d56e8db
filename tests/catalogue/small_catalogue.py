"""A small sound catalogue with one file of each kind, to be broken by the tests."""

from pathlib import Path

HEADER = """\
title: { sv: Titel, en: Title }
description: { sv: Text, en: Text }
source:
  title: T
  publisher: P
  published: 2015
  licence: { sv: Fri, en: Free }
"""

SCALE = (
    "kind: answer_scale\nschema: 1\nid: ja-nej\n"
    + HEADER
    + """\
answers:
  - code: yes
    value: 1
    label: { sv: Ja, en: Ja! }
    symbol: +
    colour_role: yes
    written_forms: [ja]
  - code: no
    value: 0
    label: { sv: Nej, en: Nej! }
    symbol: x
    colour_role: no
    written_forms: [nej]
"""
)
SET = (
    "kind: indicator_set\nschema: 1\nid: prov\nversion: a\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
quality_areas:
  - id: q
    name: { sv: Q, en: Q }
indicator_areas:
  - id: a
    quality_area: q
    name: { sv: A, en: A }
indicators:
  - code: X1
    quality_area: q
    indicator_area: a
    name: { sv: X, en: X }
    definition: { sv: X, en: X }
    scale: ja-nej
"""
)
SERIES = (
    "kind: series_set\nschema: 1\nid: serier\n"
    + HEADER
    + """\
values_file: a/b.csv
series:
  - id: s1
    name: { sv: S, en: S }
    definition: { sv: S, en: S }
    unit: percent
    breaks:
      - year: 2020
        reason: { sv: R, en: R }
    corresponds_to:
      - indicator_set: prov
        version: a
        indicator: X1
"""
)
LISTED = (
    "kind: classification\nschema: 1\nid: grupper\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
method: listed
main_groups:
  - code: A
    name: { sv: A, en: A }
groups:
  - code: A1
    name: { sv: A1, en: A1 }
    definition: { sv: A1, en: A1 }
    main_group: A
"""
)
SIZES = (
    "kind: classification\nschema: 1\nid: klasser\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
method: by_population
groups:
  - code: '1'
    name: { sv: Liten, en: Small }
    definition: { sv: Liten, en: Small }
    min_population: 0
    max_population: 99
  - code: '2'
    name: { sv: Stor, en: Large }
    definition: { sv: Stor, en: Large }
    min_population: 100
"""
)
CONTEXT = (
    "kind: context_measures\nschema: 1\nid: omvarld\n"
    + HEADER
    + """\
values_file: a/c.csv
measures:
  - id: brott
    name: { sv: B, en: B }
    definition: { sv: B, en: B }
    value: count
    unit: { sv: brott, en: crimes }
  - id: plats
    name: { sv: P, en: P }
    definition: { sv: P, en: P }
    value: rank
    ranked: 200
    unit: { sv: kommuner, en: municipalities }
"""
)
ASSURANCE = (
    "kind: assurance_levels\nschema: 1\nid: nivaer\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
reference: R
values:
  - value: http://id.example.se/loa1
    level: 1
    name: { sv: E, en: O }
  - value: http://id.example.se/loa2
    level: 2
    name: { sv: T, en: T }
"""
)
RETENTION = (
    "kind: retention_rules\nschema: 1\nid: gallring\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
status: decided
organisations: ['1780']
decision: { body: N, on: 2014-12-01, reference: R }
rules:
  - id: akter
    name: { sv: A, en: A }
    concerns: client_record
    trigger: last_entry
    keep_years: 5
    exceptions:
      - id: placerad
        words: { sv: P, en: P }
        trait: placerad
      - id: urval
        words: { sv: U, en: U }
        born_on_days: [5, 15, 25]
    legal_source: { sv: L, en: L }
    remains: { sv: K, en: K }
  - id: utkast
    name: { sv: U, en: U }
    concerns: draft
    trigger: last_entry
    keep_years: 0
    keep_months: 1
    legal_source: { sv: L, en: L }
    remains: { sv: K, en: K }
"""
)
INSTRUMENT = (
    "kind: instrument\nschema: 1\nid: fragor\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
purpose: follow_up
mode: none
target_groups: [child]
occasions: [baseline]
languages: [sv, en]
extends: { id: grund, version: '1' }
sections:
  - id: s
    title: { sv: S, en: S }
    items:
      - id: a
        kind: single
        text: { sv: A, en: A }
        choices:
          - { code: yes, text: { sv: Ja, en: Yes } }
      - id: b
        kind: number
        text: { sv: B, en: B }
        applies: { item: a, one_of: [yes] }
"""
)
BASE = INSTRUMENT.replace("id: fragor", "id: grund").replace(
    "extends: { id: grund, version: '1' }\n", ""
)
EXAMPLES = (
    "kind: worked_examples\nschema: 1\nid: exempel\ninstrument: fragor\nversion: '1'\n"
    + HEADER
    + """\
examples:
  - id: ett
    shows: Något
    on: 2015-01-01
    answers: { a: yes, b: '1' }
"""
)
DISCLOSURE = (
    "kind: disclosure_rule\nschema: 1\nid: utgavor\nversion: '1'\nvalid_from: 2015-01-01\n"
    + HEADER
    + """\
threshold: 5
width: 4
group: true
insiders: true
pool_members: 3
quartiles_from: 10
"""
)
SOUND = {
    "instrument.yaml": INSTRUMENT,
    "base.yaml": BASE,
    "examples.yaml": EXAMPLES,
    "scale.yaml": SCALE,
    "set.yaml": SET,
    "series.yaml": SERIES,
    "listed.yaml": LISTED,
    "sizes.yaml": SIZES,
    "context.yaml": CONTEXT,
    "assurance.yaml": ASSURANCE,
    "retention.yaml": RETENTION,
    "disclosure.yaml": DISCLOSURE,
}


def write_small_catalogue(root: Path) -> Path:
    """Write the small catalogue in a new folder `root`; the folder."""
    root.mkdir()
    for name, text in SOUND.items():
        (root / name).write_text(text, encoding="utf-8")
    return root
