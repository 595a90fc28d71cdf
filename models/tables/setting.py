"""The school's own settings, read within each transaction and never cached across replicas."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from models.tables.base import Base


class Setting(Base):
    """One setting that was chosen. A setting without a row has the default of `School`."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[Any] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
