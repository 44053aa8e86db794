"""What the last mile can refuse."""

from core.errors import BadInputError, DomainError


class NothingToPlanError(BadInputError):
    """There is no order, no vehicle or no depot to plan with."""

    code = "nothing_to_plan"


class DraftNotReadyError(DomainError):
    """The preview has no plan that could be committed."""

    code = "draft_not_ready"
