"""Who may move a record from which status to which. The desktop offers, the portal enforces."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


class Role(StrEnum):
    CAPTURISTA = "capturista"
    REVISOR = "revisor"
    ADMINISTRADOR = "administrador"
    INSTRUCTOR = "instructor"


class Act(StrEnum):
    """In the order in which they are offered: the one that leads on comes last."""

    WITHDRAW = "withdraw"
    RETURN = "return"
    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"


class Policy(StrEnum):
    ONE_PERSON = "one_person"
    TWO_PERSONS = "two_persons"


@dataclass(frozen=True, slots=True)
class Transition:
    """An act in a status by a role, and the status it leads to."""

    status: Status
    act: Act
    role: Role
    result: Status


_REVIEWERS = (Role.REVISOR, Role.ADMINISTRADOR)
_CAPTURERS = (Role.CAPTURISTA, *_REVIEWERS)  # an instructor shows how it is done and decides nothing
TRANSITIONS: tuple[Transition, ...] = (
    *(Transition(Status.DRAFT, Act.SUBMIT, role, Status.IN_REVIEW) for role in _CAPTURERS),
    *(Transition(Status.APPROVED, Act.SUBMIT, role, Status.IN_REVIEW) for role in _CAPTURERS),
    *(Transition(Status.IN_REVIEW, Act.RETURN, role, Status.DRAFT) for role in _REVIEWERS),
    *(Transition(Status.APPROVED, Act.RETURN, role, Status.DRAFT) for role in _REVIEWERS),
    *(Transition(Status.IN_REVIEW, Act.APPROVE, role, Status.APPROVED) for role in _REVIEWERS),
    *(Transition(Status.APPROVED, Act.PUBLISH, role, Status.APPROVED) for role in _REVIEWERS),
    *(Transition(status, Act.WITHDRAW, role, Status.DRAFT) for status in Status for role in _REVIEWERS),
)


def allowed(status: str, act: str, role: str, policy: str, *, is_author: bool = False) -> str | None:
    """The status the act leads to, None when it is not lawful.

    Under "one_person" any role that captures may do every act; under "two_persons" the roles of the table hold
    and nobody approves what he or she captured. Publishing leaves the status as it is.
    """
    if role not in _CAPTURERS or policy not in set(Policy):
        return None
    if policy == Policy.TWO_PERSONS and act == Act.APPROVE and is_author:
        return None
    for step in TRANSITIONS:
        if (step.status, step.act) == (status, act) and (policy == Policy.ONE_PERSON or step.role == role):
            return step.result.value
    return None


def is_self_review(act: str, policy: str, *, is_author: bool) -> bool:
    """Whether who approves captured it: in an office of one person that is done in the open, with its reason."""
    return act == Act.APPROVE and policy == Policy.ONE_PERSON and is_author


def may_delete(status: str, role: str) -> bool:
    """Whether a record that no public has seen may be put away."""
    return status == Status.DRAFT and role in _CAPTURERS


def may_manage_users(role: str) -> bool:
    return role == Role.ADMINISTRADOR


def acts(
    status: str,
    role: str,
    policy: str,
    *,
    is_author: bool = False,
    is_withdrawable: bool = False,
    is_changed: bool = False,
) -> tuple[str, ...]:
    """The acts that may be offered now: withdrawing only what is public and can be withdrawn, publishing what is as
    it was approved, and handing over again only what is not (`is_changed`)."""
    useless = {Act.WITHDRAW: not is_withdrawable}
    if status == Status.APPROVED:
        useless |= {Act.SUBMIT: not is_changed, Act.PUBLISH: is_changed}
    return tuple(
        act.value for act in Act if not useless.get(act) and allowed(status, act, role, policy, is_author=is_author)
    )
