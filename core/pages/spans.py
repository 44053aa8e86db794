"""Which part of a long list a page shows."""

from dataclasses import dataclass

NEIGHBOURS = 2  # page numbers shown on each side of the current one
LONGEST_NUMBER = 9  # digits of a page number


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Which of all rows are shown."""

    total: int
    number: int
    page_count: int
    first: int
    last: int

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.page_count else None

    @property
    def page_numbers(self) -> list[int | None]:
        """Numbers to show: first, last and the neighbours; `None` is a gap."""
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        shown = [n for n in range(1, self.page_count + 1) if n in (1, self.page_count) or n in near]
        numbers: list[int | None] = []
        for number in shown:
            if numbers and number - (numbers[-1] or 0) > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


def span_of(total: int, asked: str, per_page: int) -> Span:
    """The span that `?page=` asks for, brought into range."""
    page_count = max(1, -(-total // per_page))
    number = min(max(_number(asked), 1), page_count)
    first = min((number - 1) * per_page + 1, total)
    last = min(number * per_page, total)
    return Span(total=total, number=number, page_count=page_count, first=first, last=last)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 1
