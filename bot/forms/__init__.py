"""Forms: pydantic models that are shown as Slack modals, with pages, drafts and an error message under each field."""

from bot.forms.choice_fields import Lookup, Pick, PickMany, Tick, YesOrNo
from bot.forms.definition import FormState, Page
from bot.forms.fields import Email, Phone, Text
from bot.forms.form import Form, Invalid
from bot.forms.messages import FieldError, NotOurs
from bot.forms.number_fields import Day, Number, Time
from bot.forms.registry import FormRegistry
from bot.forms.responses import errors_response, refusal
from bot.forms.slack_fields import Files, People, Person, Room

__all__ = [
    "Day",
    "Email",
    "FieldError",
    "Files",
    "Form",
    "FormRegistry",
    "FormState",
    "Invalid",
    "Lookup",
    "NotOurs",
    "Number",
    "Page",
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
    "errors_response",
    "refusal",
]
