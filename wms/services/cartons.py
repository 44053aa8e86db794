"""The cartons that a packing bench has."""

from django.core.exceptions import ValidationError

from core.errors import BadInputError
from core.transactions import service
from wms.models import CartonType


@service
def add_carton_type(
    *, code: str, name: str, size_mm: tuple[int, int, int], holds_ml: int, max_weight_g: int, tare_g: int
) -> CartonType:
    """Make a kind of carton, of so many millimetres outside. Raises BadInputError."""
    length, width, height = size_mm
    made = CartonType(
        code=code,
        name=name,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        holds_ml=holds_ml,
        max_weight_g=max_weight_g,
        tare_g=tare_g,
    )
    try:
        made.full_clean()
    except ValidationError as error:
        raise BadInputError(" ".join(error.messages)) from error
    made.save()
    return made
