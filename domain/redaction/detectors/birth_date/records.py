"""Dates of birth in the records of standards for exchanging data, which label them by a code."""

from domain.redaction.detectors.birth_date import dates
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule

# The element DMG of X12, the driving licences of North America (AAMVA), the attribute of DICOM, the field of HL7, and
# the qualifier of EDIFACT.
_LABELS = (r"DMG\*D8\*", r"\bDBB", r"\(0010,0030\) DA \[", r"PID[.-]7=", r"DTM\+329:")
_LABELLED = Pattern(rf"\d(?:{'|'.join(rf'(?<={label}.)' for label in _LABELS)})\d{{7}}(?![\w.])")

RULES = (
    Rule(
        name="record",
        pattern=_LABELLED,
        valid=dates.may_be_date,
        keywords=(r"dmg\*d8\*", r"dbb[0-9]{8}", r"\(0010,0030\) da \[", "pid[.-]7=[0-9]", r"dtm\+329:"),
        source="ASC X12, DMG; AAMVA Card Design Standard, D.12.5; DICOM PS3.6, (0010,0030); EDIFACT D.96A, DTM, 329.",
        takes=(
            "DMG*D8*⟦19850405⟧*M~",
            "DBA05052026 DBB⟦02171994⟧",
            "(0010,0030) DA [⟦19611003⟧]  # 8, 1",
            "PID.7=⟦19671123⟧",
            "DTM+329:⟦19520218⟧:102",
        ),
        leaves=(
            "DMG*D9*19850405*M~",
            "DMG*D8*19851305*M~",
            "DMG*D8*198504051*M~",
            "ADBB02171994",
            "(0010,0021) DA [19611003]",
        ),
    ),
    Rule(
        name="traveller",
        pattern=Pattern(r"\bDOCS\b[^\n]{0,64}/(?P<value>\d\d[A-Z]{3}\d\d)/[MFUX]I?/"),
        valid=dates.may_be_date,
        keywords=("docs.*/[0-9]{2}[a-z]{3}[0-9]{2}/",),
        source="IATA resolution 830d: the element DOCS of a traveller's documents.",
        takes=(
            "SR DOCS YY HK1/P/USA/X/USA/⟦15JUN82⟧/F/20MAR30/LEE/ANN",
            "DOCS: P/GBR/857661776/GBR/⟦14MAR82⟧/M/SMITH",
        ),
        leaves=("DOCS/P/USA/X/USA/15JUN82/20MAR30/", "XDOCS/P/15JUN82/F/", "DOCSIS/P/15JUN82/F/", "DOCS/P/43JUN82/F/"),
    ),
    Rule(
        name="hl7",
        pattern=Pattern(r"[P]ID\|(?:[^|\r\n]{0,80}\|){6}(?P<value>\d{8})(?![\w.])"),
        valid=dates.may_be_date,
        keywords=(r"pid\|",),
        source="HL7 version 2: the seventh field of the segment PID (patient identification).",
        takes=("PID|1||123^^^HOSP||Doe^Jo||⟦19870706⟧|M", r"MSH|x\rPID|1||123||Doe^Jo||⟦19870706⟧|M"),
        leaves=(
            "PID|1||123^^^HOSP||Doe^Jo|19870706|x|M",
            "PID|1||123^^^HOSP||Doe^Jo||19871306|M",
            "PID|1||123^^^HOSP||Doe^Jo||198707061|M",
            "OBX|1||123^^^HOSP||Doe^Jo||19870706|M",
        ),
    ),
)
