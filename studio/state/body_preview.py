"""The body the next message would be sent with, asked for while its parameters are being edited."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject

from studio.domain.conversation import Draft, Message, Role, Text, new_id
from studio.domain.errors import Failure
from studio.domain.parameters import ParameterSet
from studio.state import tasks
from studio.state.asking import Desk, prompt_for
from studio.state.gateway_words import failure_words
from studio.state.session import Session


class BodyPreview(QObject):
    """Answers `ask` with the exact body, or with why there is none; an answer to an outdated question is dropped."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0

    def ask(
        self,
        session: Session,
        draft: Draft,
        system: str,
        parameters: ParameterSet,
        show: Callable[[str], object],
    ) -> None:
        """`show` gets the body of `draft` sent now, with these instructions and parameters."""
        self._asked += 1
        number = self._asked
        conversation = msgspec.structs.replace(session.conversation, system=system, parameters=parameters)
        path = session.path()
        question = Message(
            id=new_id(),
            parent=path[-1].id if path else None,
            role=Role.USER,
            parts=(*draft.parts, Text(draft.text or "…")),
        )
        answer = Message(
            id=new_id(),
            parent=question.id,
            role=Role.ASSISTANT,
            gateway=conversation.gateway,
            model=conversation.model,
            protocol=conversation.protocol,
            parameters=parameters,
        )
        messages = {**session.messages, question.id: question}

        async def preview() -> None:
            prompt = await prompt_for(self._desk, conversation, messages, answer)
            body = await self._desk.answering.preview(prompt)
            if number == self._asked:
                show(body)

        def failed(failure: Failure) -> None:
            if number == self._asked:
                show(failure_words(failure))

        tasks.start(tasks.attempt(preview(), failed), "preview a body")
