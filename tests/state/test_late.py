"""Stand-ins that reach for their service at the first use only."""

from studio.state.late import late


def test_the_service_is_found_when_a_method_is_used() -> None:
    found: list[str] = []

    def find() -> str:
        found.append("found")
        return "service"

    stand_in = late(find)
    assert found == []
    assert stand_in.upper() == "SERVICE"
    assert found == ["found"]
