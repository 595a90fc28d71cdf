"""Questioning what a colleague set, and answering: two forms, and the messages about both."""

from typing import Annotated

from bot.forms import Form, Text
from bot.requests.capability import Capability, Screen
from bot.requests.duty_buttons import DutyButton
from bot.requests.request import Request
from bot.slack import blocks
from models.corrections.question import (
    ANSWERED,
    ASKED,
    answer_question,
    ask_question,
    question_to_answer,
    question_told,
    thing_to_question,
)
from models.outbox.queue import Post
from models.tables.duty import DutyKind
from models.tables.message import Message

LONG = 1000


class AskForm(Form):
    """The form for a question about something that a colleague set."""

    name = "question.ask"
    title = "Question an entry"
    submit = "Ask"

    asked: Annotated[str, Text("Your question", long=True, max_length=LONG, hint="What you saw that does not fit.")]


class AnswerForm(Form):
    """The form for the answer."""

    name = "question.answer"
    title = "Answer a colleague"
    submit = "Answer"

    answer: Annotated[str, Text("Your answer", long=True, max_length=LONG)]


async def offer(request: Request) -> None:
    """Open the form for a question about a colleague's result, target or review."""
    about = await request.change(thing_to_question, request.value)
    lead = [blocks.section(request.words("progress/question.ask", about=about))]
    await request.open(AskForm, context={"about": request.value}, lead=lead)


async def ask(request: Request) -> None:
    """Save the question, and tell the colleague."""
    form = await request.form(AskForm)
    await request.save(form, ask_question, str(form.context["about"]), form.asked)


async def offer_answer(request: Request) -> None:
    """Open the form that answers a question."""
    about, question = await request.change(question_to_answer, request.value)
    lead = [blocks.section(request.words("progress/question.answer", about=about)), blocks.quoted(question.asked)]
    await request.open(AnswerForm, context={"about": request.value}, lead=lead)


async def answer(request: Request) -> None:
    """Save the answer, and tell whoever asked."""
    form = await request.form(AnswerForm)
    await request.save(form, answer_question, str(form.context["about"]), form.answer)


def asked_message(screen: Screen, message: Message) -> Post | None:
    """Tell whoever set a thing that a colleague asks about it; None once it is gone."""
    told = question_told(screen.read, message.about)
    if told is None:
        return None
    buttons = [] if told.answered_by else [blocks.button("Answer", "question.answer", value=told.duty_id)]
    buttons.append(blocks.button("Open the pupil's page", "pupil.open", value=told.about.placement_id))
    said = blocks.section(screen.words("progress/question.asked", told=told))
    return Post(screen.words("progress/question.asked_preview"), [said, blocks.actions(*buttons)])


def answered_message(screen: Screen, message: Message) -> Post | None:
    """Tell whoever asked that there is an answer; None once what it is about is gone."""
    told = question_told(screen.read, message.about)
    if told is None:
        return None
    see = blocks.button("Open the pupil's page", "pupil.open", value=told.about.placement_id)
    said = blocks.section(screen.words("progress/question.answered", told=told))
    return Post(screen.words("progress/question.answered_preview"), [said, blocks.actions(see)])


CAPABILITY = Capability(
    "question",
    actions={"question.ask": offer, "question.answer": offer_answer},
    duties={DutyKind.QUESTION: DutyButton("question.answer", "Answer")},
    forms={AskForm: ask, AnswerForm: answer},
    messages={ASKED: asked_message, ANSWERED: answered_message},
)
