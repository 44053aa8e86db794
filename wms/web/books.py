"""Do the books agree with themselves? The rules about the data, checked while one looks."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from core.invariants import invariants, violations


@permission_required("wms.adjust_stock", raise_exception=True)
def books(request: HttpRequest) -> HttpResponse:
    """Every rule with the rows that break it; administrators see the rows, others how many there are."""
    broken = violations()
    rules = [
        {"rule": rule, "broken": [str(row) for row in broken if row.invariant == rule.name]}
        for rule in invariants()
    ]
    context = {
        "rules": sorted(rules, key=lambda each: not each["broken"]),
        "broken": len(broken),
        "checked_at": timezone.now(),
        "shows_rows": request.user.is_superuser,  # a row may be of a site that others may not see
    }
    return render(request, "wms/books/page.html", context)
