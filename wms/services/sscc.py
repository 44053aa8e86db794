"""Numbers of handling units: SSCC, 18 digits by GS1 General Specifications 3.3.1."""

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from stdnum import ean

from core.errors import DomainError

DIGITS = 17  # before the check digit: extension digit, company prefix, serial reference
SHORTEST_PREFIX, LONGEST_PREFIX = 4, 12


class SsccPrefixError(DomainError):
    """The installation's company prefix is not one, or all its numbers are used."""

    code = "sscc_prefix"


def next_sscc() -> str:
    """A number that was never given before: extension digit, company prefix, serial, check digit.

    The serial comes from a database sequence: two that ask at once get two numbers, and a rolled back
    transaction leaves a gap, never a duplicate.
    """
    prefix = settings.SSCC_COMPANY_PREFIX
    if not (prefix.isascii() and prefix.isdigit() and SHORTEST_PREFIX <= len(prefix) <= LONGEST_PREFIX):
        raise SsccPrefixError(
            _("SSCC_COMPANY_PREFIX must be the company's GS1 prefix, 4 to 12 digits, not “%(prefix)s”.")
            % {"prefix": prefix}
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('wms_sscc_serial')")
        serial = int(cursor.fetchone()[0])
    return compose_sscc(prefix=prefix, serial=serial)


def compose_sscc(*, prefix: str, serial: int) -> str:
    """The SSCC of a serial number. The extension digit is the serial's first, so ten times as many fit."""
    width = DIGITS - len(prefix)
    if serial >= 10**width:
        raise SsccPrefixError(_("All numbers under the prefix %(prefix)s are used.") % {"prefix": prefix})
    digits = f"{serial:0{width}d}"
    body = digits[0] + prefix + digits[1:]
    return body + ean.calc_check_digit(body)


def is_sscc(code: str) -> bool:
    """Whether the code is 18 digits with a right check digit."""
    return (
        len(code) == DIGITS + 1
        and code.isascii()
        and code.isdigit()
        and ean.calc_check_digit(code[:-1]) == code[-1]
    )
