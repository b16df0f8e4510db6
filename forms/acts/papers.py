"""Document types that say the same of a file: a code of another system, or one act written in two records."""

from collections.abc import Mapping
from types import MappingProxyType

SAME: Mapping[str, str] = MappingProxyType(
    {
        "clarificationMeetingsCertificates": "clarifications",
        "technicalOpeningCertificate": "openingOfProposals",
        "financialOpeningCertificate": "openingOfProposals",
        "evaluationResult": "evaluationReports",
        "awardDecisionCertificate": "awardNotice",
        "awardNotification": "awardNotice",
        "contractText": "contractSigned",
        "amendmentAgreements": "contractAmendment",
        "areaTechnicalAnnex": "technicalSpecifications",
    }
)


def main_type(document_type: str) -> str:
    """The type that the matrix names for a document of this one."""
    return SAME.get(document_type, document_type)


def types_like(document_type: str) -> frozenset[str]:
    """Every type that stands for this one."""
    return frozenset({document_type, *(other for other, main in SAME.items() if main == document_type)})
