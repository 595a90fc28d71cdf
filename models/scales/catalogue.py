"""The catalogue of scales: the standard ones and those that the service has added."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.scales.scale import Scale
from models.scales.standard import BY_KEY, STANDARD_SCALES
from models.tables.own_scale import OwnScale


def own_scales(session: Session) -> tuple[Scale, ...]:
    """Return the scales that the service has added, by name."""
    kept = select(OwnScale.label, OwnScale.grades, OwnScale.higher_is_better, OwnScale.key).order_by(OwnScale.label)
    return tuple(Scale.of(label, grades, better, key=key) for label, grades, better, key in session.execute(kept))


def all_scales(session: Session) -> tuple[Scale, ...]:
    """Return the standard scales, then the service's own."""
    return (*STANDARD_SCALES, *own_scales(session))


def find_scale(session: Session, key: str) -> Scale:
    """Return the scale with this key. Raises KeyError if there is none."""
    if key in BY_KEY:
        return BY_KEY[key]
    return {scale.key: scale for scale in own_scales(session)}[key]
