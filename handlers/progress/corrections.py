"""Telling staff that a colleague corrected what they had entered."""

from bot.requests.capability import Capability, Screen
from bot.slack import blocks
from models.corrections.shown import correction_told
from models.kept import CORRECTED
from models.outbox.queue import Post
from models.tables.message import Message


def corrected_message(screen: Screen, message: Message) -> Post | None:
    """Tell whoever had set a thing that it was corrected, and by whom; None once the correction is gone."""
    told = correction_told(screen.read, message.about)
    if told is None:
        return None
    see = blocks.button("Open the pupil's page", "pupil.open", value=told.placement_id)
    said = blocks.section(screen.words("progress/corrected.said", told=told))
    return Post(screen.words("progress/corrected.preview"), [said, blocks.actions(see)])


CAPABILITY = Capability("correction", messages={CORRECTED: corrected_message})
