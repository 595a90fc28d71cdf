"""What an earlier version knew of people is known afterwards: years move on, names are found, nobody has died."""

import sqlalchemy as sa

from bot.runtime.database import make_engine, migrate
from tests.truths.test_migrated import Rows, first_release

__all__ = ["first_release"]


def test_years_move_on_names_are_found_and_contacts_stay(first_release: str) -> None:
    engine = make_engine(first_release)
    with engine.begin() as connection:
        rows = Rows(connection)
        rows.add("staff", "helen")
        rows.add("pupil", "sean", forenames="Sean", surname="O'Brien", reference="7K3D", nc_year_override=9)
        rows.add("pupil", "kai", forenames="Kai", surname="Al-Sayed", reference="8K3D", nc_year_override=None)
        rows.add("placement", "stay", pupil_id="sean")
        rows.add("contact", "jo", pupil_id="sean", phone="07700 900123")
        rows.add("attempt", "call", placement_id="stay", contact_id="jo")
        rows.add("duty", "owed", placement_id="stay", owner_id="helen", done_on=None)
        rows.add("audit", "line")
    engine.dispose()
    assert migrate(first_release) is True
    engine = make_engine(first_release)
    with engine.begin() as connection:
        pupils = connection.execute(sa.text("SELECT id, searchable, nc_year_override, nc_year_since FROM pupil")).all()
        (contact,) = connection.execute(sa.text("SELECT phone, deceased FROM contact")).all()
        (attempt,) = connection.execute(sa.text("SELECT contact_id FROM attempt")).all()
    engine.dispose()
    years = {row.id: (row.nc_year_override, row.nc_year_since) for row in pupils}
    assert years == {"sean": (9, 2026), "kai": (None, None)}
    found = {row.id: row.searchable for row in pupils}
    assert all(f" {word}" in found["sean"] for word in ("sean", "obrien", "brien", "7k3d"))
    assert " alsayed" in found["kai"]
    assert (contact.phone, bool(contact.deceased), attempt.contact_id) == ("07700 900123", False, "jo")
