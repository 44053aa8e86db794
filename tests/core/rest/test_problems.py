"""The one shape of refusals."""

import json

from core.errors import DomainError
from core.rest.errors import problem_response


def test_a_fact_with_the_name_of_a_member_of_the_document_does_not_break_the_refusal():
    answer = problem_response(
        DomainError("It is over.", status="PICKED", code="9", title="T", order="O1"), {}
    )
    said = json.loads(answer.content)
    assert answer.status_code == DomainError.status
    assert (said["status"], said["code"], said["title"]) == (
        DomainError.status,
        DomainError.code,
        "It is over.",
    )
    assert said["order"] == "O1"
