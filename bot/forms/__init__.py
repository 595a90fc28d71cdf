"""Forms: a pydantic model that is a Slack modal, with pages, drafts and errors beside the field."""

from bot.forms.answers import errors_response, refusal
from bot.forms.choices import Lookup, Pick, PickMany, Tick, YesOrNo
from bot.forms.drafts import Draft, Drafts
from bot.forms.figures import Day, Number, Time
from bot.forms.form import Form, Invalid
from bot.forms.kinds import Email, Phone, Text
from bot.forms.of_slack import People, Person, Room
from bot.forms.paging import FormBook, Paging, begin, keep_page, take
from bot.forms.problems import FieldError, NotOurs
from bot.forms.shape import Meta, Page

__all__ = [
    "Day",
    "Draft",
    "Drafts",
    "Email",
    "FieldError",
    "Form",
    "FormBook",
    "Invalid",
    "Lookup",
    "Meta",
    "NotOurs",
    "Number",
    "Page",
    "Paging",
    "People",
    "Person",
    "Phone",
    "Pick",
    "PickMany",
    "Room",
    "Text",
    "Tick",
    "Time",
    "YesOrNo",
    "begin",
    "errors_response",
    "keep_page",
    "refusal",
    "take",
]
