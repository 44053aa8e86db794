"""Goods that came back for the saboteurs, and how each rule about returns is broken."""

from returns.models import ReturnUnit
from returns.services import inspecting
from returns.services.inspecting import Verdict
from returns.states import Disposition, Grade
from tests.returns.backs import back, told

SABOTEURS = {
    "a_returned_unit_lies_where_it_says": "UPDATE returns_returnunit SET quantity = quantity + 90",
    "what_waits_at_the_returns_dock_is_somebodys": """
        UPDATE returns_returnunit SET status = 'WITHDRAWN', balance_id = NULL WHERE status = 'RECEIVED'""",
    "what_came_back_was_not_delivered": """
        UPDATE lastmile_delivery SET status = 'RETURNED' WHERE status = 'OUT'""",
    "a_closed_return_has_no_open_end": """
        UPDATE returns_returnorder SET status = 'CLOSED', closed_at = now()""",
    "a_unit_is_what_its_last_step_made_it": """
        UPDATE returns_returnstep SET undone_at = now() WHERE before <> ''""",
    "a_closed_route_left_nothing_on_its_vehicle": """
        DROP TRIGGER lastmile_closes_when_empty ON lastmile_route;
        UPDATE lastmile_route SET status = 'CLOSED', closed_at = now() WHERE status = 'RETURNED'""",
}


def came_back() -> None:
    """One parcel to be inspected, one for the bins, one still on its van."""
    back((2,)).receive(is_damaged=True)
    van = back((3,), (1,), (1,))
    van.receive()
    van.receive(number=2, is_damaged=True)
    unit = ReturnUnit.objects.filter(status="RECEIVED").order_by("-pk").first()
    verdict = Verdict(grade=Grade.B, disposition=Disposition.B_GRADE)
    inspecting.decide(unit=unit, verdict=verdict, act=told(99))
