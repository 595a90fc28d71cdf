"""What a form of the support plan answers with once it is saved: that it is, and the way back to the plan."""

from bot.requests.answer import Answer
from bot.requests.notice import saved_notice
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.whole import whole
from bot.slack.words import Words
from models.plans.needs import PlanPrefill
from models.plans.objectives import ObjectivePrefill
from models.plans.provision import ProvisionPrefill


def saved(words: Words, placement_id: str, part: str = "saved") -> Answer:
    """Return the answer that what was typed is saved, with a button back to the plan."""
    back = blocks.button("Back to the plan", "plan.open", value=placement_id)
    return Answer.with_view(saved_notice(words, words(f"plans/form.{part}"), back))


def lead(words: Words, part: str, known: PlanPrefill | ObjectivePrefill | ProvisionPrefill) -> list[Block]:
    """Return what stands above the fields of a form."""
    return whole(words(f"plans/form.{part}", known=known))
