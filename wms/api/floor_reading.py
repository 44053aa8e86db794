"""What the floor's reading doors of the warehouse share: which scanners, which site."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.access import user_of
from accounts.scanner_reading import ScannerView
from core.errors import NotFoundError
from wms.models import Site
from wms.queries.access import sites_visible_to
from wms.queries.choosing import site_called

SITE = OpenApiParameter("site", str, description="The site's code; left out: the person's first one.")


class FloorView(ScannerView):
    """A read by a scanner in the sites of the person who carries it."""

    permission = "wms.view_stock"

    def site(self) -> Site:
        """The site that is meant. Raises NotFoundError."""
        site = site_called(user_of(self.request), self.request.query_params.get("site", ""))
        if site is None:
            raise NotFoundError(_("There is no site for you to work in."))
        return site

    def sites(self) -> QuerySet[Site]:
        """All sites of the person."""
        return sites_visible_to(user_of(self.request))
