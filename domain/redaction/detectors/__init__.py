"""One module a kind. A new kind is one file with a `Detector` in it, and one line here."""

from collections.abc import Mapping

from domain.redaction.detectors import phone
from domain.redaction.detectors.detector import Detector

DETECTORS: Mapping[str, Detector] = {detector.kind: detector for detector in (phone.DETECTOR,)}

__all__ = ["DETECTORS", "Detector"]
