"""What routing refuses."""

from core.errors import BadInputError, DomainError


class ProblemRefusedError(BadInputError):
    """The planning problem cannot be used; `errors` names each place."""

    code = "problem_refused"


class RunEndedError(DomainError):
    """The plan run is over; it can be neither stopped nor cancelled."""

    code = "plan_run_ended"
