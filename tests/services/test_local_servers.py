"""Local servers are found by what they answer, and only they."""

import json

import pytest

from studio.domain.gateway import Gateway
from studio.services.local_servers import find_local_servers
from tests.services.asking import desk
from tests.services.server import Script, Wire, serving


def saying(body: object, status: int = 200) -> Script:
    async def say(wire: Wire) -> None:
        await wire.whole(body.encode() if isinstance(body, str) else json.dumps(body).encode(), status=status)

    return say


@pytest.mark.parametrize(
    ("body", "status", "there"),
    [
        ({"data": [{"id": "m"}]}, 200, True),
        ({"models": []}, 200, True),
        ({"error": {"message": "key wanted"}}, 401, True),
        ("<html>another program</html>", 200, False),
        ("<html>sign in</html>", 401, False),
        ({"hello": 1}, 200, False),
        ([], 200, False),
        ({"data": []}, 500, False),
    ],
)
async def test_a_server_is_known_by_its_answer(body: object, status: int, there: bool) -> None:
    async with serving(saying(body, status)) as server, desk() as one:
        preset = server.gateway()
        far = Gateway(id="far", name="Far", base_url="https://far.example/v1")
        dead = Gateway(id="dead", name="Dead", base_url="http://localhost:9/v1")
        assert await find_local_servers(one.transport, (far, dead, preset)) == ((preset,) if there else ())
        assert "authorization" not in server.asked[0].headers
        assert one.exchanges == []
