"""What routing refuses."""

from core.errors import BadInputError, BusyError, DomainError


class ProblemRefusedError(BadInputError):
    """The planning problem cannot be used; `errors` names each place."""

    code = "problem_refused"


class RunEndedError(DomainError):
    """The plan run is over; it can be neither stopped nor cancelled."""

    code = "plan_run_ended"


class BadExtractError(BadInputError):
    """The file is no road map, or not one that can be used."""

    code = "bad_extract"


class RoadsBusyError(BusyError):
    """Another road network is being built right now."""

    code = "roads_busy"


class RoadBuildError(DomainError):
    """The road network could not be built; the one in use stays in use."""

    code = "road_build_failed"


class NoEarlierRoadsError(DomainError):
    """There is no earlier road network to go back to."""

    code = "no_earlier_roads"
