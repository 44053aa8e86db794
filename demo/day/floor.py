"""What the floor works with: totes to pick into, cartons to pack into."""

from wms.models import Site
from wms.services import cartons, totes

TOTES = 240
CARTONS = (
    ("S", "Small carton", (300, 200, 150), 7_500, 8_000, 180),
    ("M", "Carton", (400, 300, 250), 26_000, 20_000, 350),
    ("L", "Large carton", (600, 400, 350), 75_000, 30_000, 620),
    ("XL", "Box for bulky things", (1200, 800, 800), 700_000, 60_000, 2_400),
)


def equip(site: Site) -> None:
    """Totes with labels of their own, and four sizes of carton."""
    totes.make_totes(site=site, count=TOTES)
    for code, name, size, holds, heaviest, tare in CARTONS:
        cartons.add_carton_type(
            code=code, name=name, size_mm=size, holds_ml=holds, max_weight_g=heaviest, tare_g=tare
        )
