import pytest
from django.db.models import TextChoices

from core.errors import IllegalMoveError
from core.lifecycle import Lifecycle


class Lamp(TextChoices):
    OFF = "OFF", "Off"
    ON = "ON", "On"
    BROKEN = "BROKEN", "Broken"


LAMP = Lifecycle({Lamp.OFF: {Lamp.ON}, Lamp.ON: {Lamp.OFF, Lamp.BROKEN}, Lamp.BROKEN: {}})


def test_a_move_that_the_table_names_is_allowed():
    LAMP.check(Lamp.OFF, Lamp.ON)


def test_a_move_that_the_table_does_not_name_is_refused_in_words():
    with pytest.raises(IllegalMoveError, match="Off cannot become Broken"):
        LAMP.check(Lamp.OFF, Lamp.BROKEN)


def test_a_status_without_moves_is_final():
    assert [s for s in Lamp if LAMP.is_final(s)] == [Lamp.BROKEN]


def test_the_sources_of_a_status_are_found_for_set_based_updates():
    assert LAMP.sources_of(Lamp.OFF) == [Lamp.ON]
