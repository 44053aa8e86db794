"""Address rows for the words of orders: one per wording, located by what was looked up before."""

from collections.abc import Iterable, Mapping

from lastmile.models import Address
from lastmile.services.asks import AddressAsk
from lastmile.services.locating import Located, LookUps
from lastmile.states import AddressLevel, AddressStatus, CheckReason

PLACED = [
    "longitude",
    "latitude",
    "access_longitude",
    "access_latitude",
    "access_metres",
    "level",
    "confidence",
    "source",
    "status",
    "check_reason",
]


def ensure_addresses(asked: Iterable[tuple[AddressAsk, int]], look_ups: LookUps) -> dict[str, Address]:
    """The address rows by match key, those that are missing made; called inside a transaction.

    `asked` pairs an address with the road limit (metres) of the site that delivers there. An address that
    nobody could find before is tried again with what was found now.
    """
    wanted = {address.match_key: (address, limit) for address, limit in asked}
    rows = {row.match_key: row for row in Address.objects.filter(match_key__in=wanted)}
    missing = [
        _address(address, look_ups.located.get(key, Located(reason=CheckReason.NOT_FOUND)), limit)
        for key, (address, limit) in wanted.items()
        if key not in rows
    ]
    if missing:
        # Another intake may write the same address at the same moment: whoever comes second uses the first's.
        Address.objects.bulk_create(missing, ignore_conflicts=True)
        rows |= {row.match_key: row for row in Address.objects.filter(match_key__in=wanted)}
    _try_again(rows, wanted, look_ups)
    return rows


def place(address: Address, located: Located, *, road_limit: int) -> None:
    """Set what was found on an address, without saving: its pin, its access point and whether to check it."""
    reason = located.reason
    if located.access_metres is not None and located.access_metres > road_limit:
        reason = CheckReason.FAR_FROM_ROADS
    address.longitude, address.latitude = located.longitude, located.latitude
    address.access_longitude, address.access_latitude = located.access_longitude, located.access_latitude
    address.access_metres = located.access_metres
    address.level = located.level or ""
    address.confidence, address.source = located.confidence, located.source
    address.status = AddressStatus.CHECK if reason else AddressStatus.LOCATED
    address.check_reason = reason or ""


def words_of(address: Address) -> AddressAsk:
    """The words of an address row, to look them up again; a point that came with the order stays with it."""
    given = address.level == AddressLevel.GIVEN
    return AddressAsk(
        line1=address.line1,
        line2=address.line2,
        postcode=address.postcode,
        town=address.town,
        country=address.country,
        longitude=address.longitude if given else None,
        latitude=address.latitude if given else None,
    )


def _address(asked: AddressAsk, located: Located, limit: int) -> Address:
    row = Address(
        match_key=asked.match_key,
        line1=asked.line1,
        line2=asked.line2,
        postcode=asked.postcode,
        town=asked.town,
        country=asked.country,
    )
    place(row, located, road_limit=limit)
    return row


def _try_again(
    rows: dict[str, Address], wanted: Mapping[str, tuple[AddressAsk, int]], look_ups: LookUps
) -> None:
    found = [
        row.pk
        for key, row in rows.items()
        if row.longitude is None
        and row.status == AddressStatus.CHECK
        and look_ups.located.get(key, Located()).longitude is not None
    ]
    if not found:
        return
    for row in Address.objects.locked().filter(pk__in=found, longitude__isnull=True, status="CHECK"):
        place(row, look_ups.located[row.match_key], road_limit=wanted[row.match_key][1])
        rows[row.match_key] = row
    Address.objects.bulk_update([rows[row.match_key] for row in rows.values() if row.pk in found], PLACED)
