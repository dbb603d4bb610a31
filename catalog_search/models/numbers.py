"""Numbers in the reader's language."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def grouped(number: int) -> str:
    """Return a whole number with separators of thousands."""
    return str(number_format(number, force_grouping=True))


def percent(share: float, decimals: int = 0) -> str:
    """Return a share from 0 to 1 as a percentage."""
    number = number_format(round(100 * share, decimals), decimal_pos=decimals)
    return _("%(number)s%%") % {"number": number}
