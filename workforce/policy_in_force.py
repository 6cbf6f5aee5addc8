"""Which policy pack this authority follows on a day."""

import datetime as dt

from workforce.models import Authority
from workforce.packs import Pack, load_pack
from workforce.remembered import remembered

WITHOUT_AUTHORITY = "national"


@remembered
def pack_on(on: dt.date) -> Pack:
    """Return the pack in force: the authority's own, or the national one where no authority is set up yet."""
    name = Authority.objects.values_list("pack", flat=True).order_by("pk").first()
    return load_pack(name or WITHOUT_AUTHORITY)
