"""Correcting or undoing what the pupil or the parents said for a support plan, where it was put down wrongly."""

from dataclasses import dataclass

from models.change import Change, Read
from models.corrections.history import UndoWindow, correcting, require_correcting, take_back, undo_window_of
from models.plans.access import log_look, placement_to_set, plan_to_write
from models.plans.needs import VoiceInput, check_voice
from models.tables.placement import Placement
from models.tables.plans.plan import PlanVoice


@dataclass(frozen=True)
class VoiceToCorrect:
    """What somebody said for a plan, for the form that corrects it."""

    undo_window: UndoWindow
    placement_id: str
    first_name: str
    reference: str
    given: VoiceInput


def voice_to_correct(change: Change, voice_id: str) -> VoiceToCorrect:
    """Prepare the form that corrects what somebody said, and log the look."""
    voice, placement = _voice(change, voice_id)
    log_look(change, placement, "correct")
    pupil, given = placement.pupil, VoiceInput(voice.whose, voice.on, voice.words, voice.why_not)
    return VoiceToCorrect(undo_window_of(change, voice), placement.id, pupil.first_name, pupil.reference, given)


def correct_voice(change: Change, voice_id: str, given: VoiceInput, why: str | None, version: int | None) -> None:
    """Correct what was put down of somebody's words; what it said before stays readable."""
    voice, placement = _voice(change, voice_id)
    check_voice(change, placement, given)
    plan_to_write(change, placement)
    with correcting(change, voice, why, version):
        for name, value in vars(given).items():
            setattr(voice, name, value)


def undo_voice(change: Change, voice_id: str) -> None:
    """Undo what was put down within ten minutes. Raises Refused after that."""
    voice, placement = _voice(change, voice_id)
    plan_to_write(change, placement)
    take_back(change, voice)


def _voice(read: Read, voice_id: str) -> tuple[PlanVoice, Placement]:
    voice = read.get(PlanVoice, voice_id)
    placement = placement_to_set(read, voice.placement_id)
    require_correcting(read, placement, voice)
    return voice, placement
