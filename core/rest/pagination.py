"""Pages of long lists, stable while rows are added: by cursor, newest first."""

from rest_framework.pagination import CursorPagination


class Cursor(CursorPagination):
    """`?cursor=…&page_size=…` (at most 500); ordering by the sortable key."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-pk"
