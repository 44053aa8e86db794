"""Vans, cargo bikes and their drivers, on duty for a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from demo.day.people import hire_driver
from lastmile.models import Driver, Shift, Vehicle, VehicleType
from lastmile.services import fleet
from lastmile.services.fleet import Rest
from wms.models import Site

TYPES = {
    "VAN": {
        "name": "Van, 3.5 t",
        "kind": "VAN",
        "capacity_g": 900_000,
        "capacity_ml": 9_000_000,
        "capacity_units": 120,
        "cost_fixed": 6000,
        "cost_per_hour": 3200,
        "cost_per_km": 32,
    },
    "COOL": {
        "name": "Van with cold box",
        "kind": "VAN",
        "capacity_g": 800_000,
        "capacity_ml": 7_500_000,
        "capacity_units": 100,
        "features": ["chilled"],
        "cost_fixed": 7500,
        "cost_per_hour": 3200,
        "cost_per_km": 38,
    },
    "BIKE": {
        "name": "Cargo bike",
        "kind": "BIKE",
        "capacity_g": 120_000,
        "capacity_ml": 1_000_000,
        "capacity_units": 25,
        "speed_permille": 700,
        "max_metres": 45_000,
        "cost_fixed": 1500,
        "cost_per_hour": 2800,
        "cost_per_km": 5,
    },
}
FLEET = ("VAN",) * 6 + ("COOL",) * 5 + ("BIKE",) * 2
DRIVERS = (
    "Marta Kowalski",
    "Ben Adeyemi",
    "Lin Zhao",
    "Sanne de Wit",
    "Ravi Menon",
    "Carla Nunes",
    "Ivo Marek",
    "Aisha Bello",
    "Tom Verhoeven",
    "Noor Rahman",
    "Paolo Gatti",
    "Eva Sjöberg",
    "Deniz Kaya",
)


def make_fleet(site: Site, *, accounts_file: Path) -> list[tuple[Vehicle, Driver]]:
    """Vehicles with the people who drive them."""
    types: dict[str, VehicleType] = {
        code: fleet.add_vehicle_type(code=code, **facts)  # type: ignore[arg-type]  # fields of VehicleType
        for code, facts in TYPES.items()
    }
    crews = []
    for number, (kind, name) in enumerate(zip(FLEET, DRIVERS, strict=True), 1):
        vehicle = fleet.add_vehicle(
            site=site,
            vehicle_type=types[kind],
            code=f"{kind}-{number:02d}",
            plate=f"PL {number:02d} {kind[:2]}",
        )
        skills = ["heavy-lifting"] if number % 3 == 0 else []
        user = hire_driver(name, site=site, accounts_file=accounts_file)
        driver = fleet.add_driver(site=site, code=f"D{number:02d}", name=name, skills=skills, user=user)
        crews.append((vehicle, driver))
    return crews


def put_on_duty(site: Site, crews: Sequence[tuple[Vehicle, Driver]], *, day: date) -> list[Shift]:
    """Eight to five with half an hour of rest around noon; bikes for a morning or an afternoon."""

    def at(hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=site.zone)

    shifts = []
    for number, (vehicle, driver) in enumerate(crews):
        is_bike = vehicle.type.code == "BIKE"
        opens = at(8 if not is_bike or number % 2 else 13)
        closes = opens + timedelta(hours=4) if is_bike else at(17)
        noon = Rest(opens=at(11, 30), closes=at(13), duration_seconds=1800)
        shifts.append(
            fleet.plan_shift(
                site=site,
                vehicle=vehicle,
                driver=driver,
                works_on=day,
                opens=opens,
                closes=closes,
                breaks=() if is_bike else (noon,),
            )
        )
    return shifts
