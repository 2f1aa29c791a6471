"""Presidio's pattern recognizers, with the surrounding words as context, but without a language model."""

import tempfile

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SlimSpacyNlpEngine

PACKAGE = "presidio-analyzer"
_LABELS = {
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "CREDIT_CARD": "PAYMENT_CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "US_SSN",
    "IP_ADDRESS": "IP_ADDRESS",
}
LABELS = frozenset(_LABELS.values())


def _analyzer() -> AnalyzerEngine:
    # An empty pipeline splits words, which is enough for the patterns' context.
    with tempfile.TemporaryDirectory() as folder:
        spacy.blank("en").to_disk(folder)
        engine = SlimSpacyNlpEngine(models=[{"lang_code": "en", "model_name": folder}])
        engine.load()
    return AnalyzerEngine(nlp_engine=engine)


# The list in the package, instead of one from the network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
_ANALYZER = _analyzer()


def find(text: str, region: str) -> list[tuple[int, int, str]]:
    """Find the compared kinds. The regions for phone numbers are Presidio's eight defaults."""
    del region
    found = _ANALYZER.analyze(text, language="en", entities=list(_LABELS))
    return [(result.start, result.end, _LABELS[result.entity_type]) for result in found]
