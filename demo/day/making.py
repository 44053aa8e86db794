"""Making the demo's day step by step, each by the service that everybody uses."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from accounts.models import User
from core.imports.declaring import Declaration
from core.imports.kinds import kind_named
from core.imports.services.applying import apply_run
from core.imports.services.checking import check_file
from core.states import ImportMode
from demo.day.fleet import make_fleet, put_on_duty
from demo.day.floor import equip
from demo.day.goods import catalogue, items_table, stock_table
from demo.day.orders import orders_table
from demo.day.people import hire
from lastmile.models import PlanDraft, Shift
from lastmile.services import committing, path_finding, planning
from routing.engine.formats.plan_json import plan_from
from routing.engine.formats.problem_json import problem_from
from routing.services import solving, travel
from wms.models import Site
from wms.services import places
from wms.states import Discipline, LocationKind

type Say = Callable[[str], None]
type Now = Callable[[], datetime]

SITE_CODE = "PORT"
SEARCH_SECONDS = 12


def make_day(*, accounts_file: Path, now: Now, say: Say) -> None:
    """The whole day: people, goods, stock, fleet, orders, plan. Needs the city's roads to be served."""
    site = _open_site()
    by = hire(site, accounts_file=accounts_file)
    say(f"people: {accounts_file.name} says how they sign in")
    goods = catalogue()
    _bring_in("items", items_table(goods), by, now(), say)
    _bring_in("stock", stock_table(goods), by, now(), say, site=site.code)
    equip(site)
    day = now().astimezone(site.zone).date()
    crews = make_fleet(site, accounts_file=accounts_file)
    shifts = put_on_duty(site, crews, day=day)
    say(f"fleet: {len(shifts)} vehicles on duty")
    _bring_in("orders", orders_table(goods, day=day), by, now(), say, source="demo")
    _plan(site, day, shifts, by, now, say)


def _open_site() -> Site:
    near = travel.snap(points=[(-30.012, 46.288)])[0]
    site = places.open_site(
        code=SITE_CODE,
        name="Portolane distribution centre",
        time_zone="Etc/GMT+2",
        address="Harbour side, Portolane",
        longitude=near.longitude,
        latitude=near.latitude,
    )
    for number in range(1, 5):
        places.create_location(
            site_id=site.pk, code=f"DOCK-{number}", kind=LocationKind.DOCK, is_pickable=False
        )
    for number in range(1, 15):  # a lane for each of the vans that leave together
        discipline = Discipline.DRIVE_THROUGH if number % 2 else Discipline.DEAD_END
        places.create_location(
            site_id=site.pk,
            code=f"LANE-{number:02d}",
            kind=LocationKind.LANE,
            is_pickable=False,
            discipline=discipline,
        )
    return site


def _bring_in(kind: str, table: bytes, by: User, at: datetime, say: Say, **context: str) -> None:
    """One table through the import that the pages use; a refused row stops the demo with its reason."""
    run = check_file(
        kind=kind_named(kind),
        stream=BytesIO(table),
        file_name=f"demo-{kind}.csv",
        declared=Declaration(context=context),
        by=by,
        at=at,
    )
    done = apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=by, at=at).applied
    say(f"{kind}: {done.created} new")


def _plan(site: Site, day: date, shifts: list[Shift], by: User, now: Now, say: Say) -> None:
    draft = planning.draft_plan(
        site=site, plan_on=day, shift_ids=[shift.pk for shift in shifts], seconds=SEARCH_SECONDS, by=by
    )
    say(f"planning {draft.run.visits} orders for {draft.run.vehicles} vehicles, {SEARCH_SECONDS} seconds")
    solving.work_on_run(run_id=draft.run_id, now=now)
    draft = PlanDraft.objects.select_related("run", "site").get(pk=draft.pk)
    plan = plan_from(draft.run.plan)
    problem = problem_from(draft.run.problem, folder=solving.matrices_folder())
    paths = path_finding.paths_of(problem=problem, plan=plan)
    committing.commit_draft(draft=draft, version=draft.version, paths=paths, by=by, at=now())
    left, roads = draft.run.unplanned, draft.run.roads
    say(f"plan: {len(plan.routes)} routes, {left} orders left out, times by {roads}")
