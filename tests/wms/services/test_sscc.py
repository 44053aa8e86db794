import threading

import pytest
from django.db import connection, transaction

from wms.services import sscc


def test_the_check_digit_is_that_of_the_standard():
    # The example of GS1's own check digit page: 37610425002123456 ends in 9.
    assert sscc.compose_sscc(prefix="7610425", serial=3_002_123_456) == "376104250021234569"
    assert sscc.is_sscc("376104250021234569")
    assert not sscc.is_sscc("376104250021234568")
    assert not sscc.is_sscc("37610425002123456")
    assert not sscc.is_sscc("٣٧٦١٠٤٢٥٠٠٢١٢٣٤٥٦٩")


def test_the_numbers_of_a_prefix_come_to_an_end():
    assert len(sscc.compose_sscc(prefix="952000012345", serial=99_999)) == 18
    with pytest.raises(sscc.SsccPrefixError, match="All numbers under the prefix 952000012345"):
        sscc.compose_sscc(prefix="952000012345", serial=100_000)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "95", "95200001234567", "95x0000", "٩٥٢٠"])
def test_a_prefix_that_is_none_is_refused(settings, prefix):
    settings.SSCC_COMPANY_PREFIX = prefix
    with pytest.raises(sscc.SsccPrefixError, match="4 to 12 digits"):
        sscc.next_sscc()


@pytest.mark.django_db
def test_a_transaction_that_is_taken_back_leaves_a_gap_and_no_duplicate():
    with transaction.atomic():
        lost = sscc.next_sscc()
        transaction.set_rollback(True)
    assert sscc.next_sscc() != lost


@pytest.mark.django_db(transaction=True)
def test_four_who_ask_at_once_get_different_numbers():
    found: list[str] = []

    def ask():
        try:
            found.extend(sscc.next_sscc() for _ in range(25))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == len(set(found)) == 100
    assert all(sscc.is_sscc(number) for number in found)
