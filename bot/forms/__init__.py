"""Forms: a pydantic model that is a Slack modal, with pages, drafts and errors beside the field."""

from bot.forms.choice_fields import Lookup, Pick, PickMany, Tick, YesOrNo
from bot.forms.definition import Meta, Page
from bot.forms.drafts import Draft, Drafts
from bot.forms.fields import Email, Phone, Text
from bot.forms.form import Form, Invalid
from bot.forms.messages import FieldError, NotOurs
from bot.forms.number_fields import Day, Number, Time
from bot.forms.paging import FormBook, Paging, begin, keep_page, take
from bot.forms.responses import errors_response, refusal
from bot.forms.slack_fields import People, Person, Room

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
