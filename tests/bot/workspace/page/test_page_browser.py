"""The page in a real browser, with a small app behind it: what people see, type and hear."""

import pytest
from playwright.async_api import Locator, Page, expect

from bot.workspace import Hint, Person, Workspace
from tests.bot.workspace.page.conftest import (
    BORN,
    KIND,
    MANIFEST,
    NAME,
    SCHOOL,
    SmallApp,
    a_modal,
    a_referral,
    composer,
    fill_all,
    plain,
    type_command,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("app")]

IMPATIENT = 0.6  # seconds


async def described(field: Locator) -> str:
    """Return what a screen reader adds to the field's name."""
    ids = (await field.get_attribute("aria-describedby") or "").split()
    return " ".join([await field.page.locator(f"#{one}").inner_text() for one in ids])


async def test_a_referral_from_the_command_to_the_button_of_its_message(page: Page) -> None:
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog", name="Refer a pupil")
    await dialog.get_by_label("Name").fill("Kai Ashworth")
    await dialog.get_by_label("Date of birth").fill("2011-03-04")
    await dialog.get_by_role("combobox", name="Home school").fill("northf")
    await dialog.get_by_role("option", name="Northfield High").click()
    await dialog.get_by_label("Main").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    message = page.get_by_role("article").last
    await expect(message).to_contain_text("New: Kai Ashworth for @ann")
    await message.get_by_role("button", name="Tick off").click()
    await expect(page.get_by_text("Ticked off")).to_be_visible()
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()


async def test_the_guide_is_gone_through_and_closed_from_the_keyboard(page: Page, workspace: Workspace) -> None:
    guide = page.get_by_role("complementary", name="What to try next")
    await expect(guide).to_be_hidden()
    workspace.guide = (Hint("U1", "refer a pupil."), Hint("U2", "write the profile."))
    workspace.changed()
    await expect(guide).to_contain_text("Try this (1 of 2). As Ann Marlow: refer a pupil.")
    await page.set_viewport_size({"width": 360, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert (await guide.bounding_box() or {})["height"] < 64
    await expect(composer(page)).to_be_in_viewport(ratio=1)
    await guide.get_by_role("button", name="Next").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#polite")).to_have_text("Try this (2 of 2). As Ben Okoro: write the profile.")
    await expect(guide.get_by_role("button", name="Next")).to_be_hidden()
    await page.reload()
    await expect(guide).to_contain_text("2 of 2")
    await guide.get_by_role("button", name="Close the guide").press("Enter")
    await expect(composer(page)).to_be_focused()
    await page.reload()
    await expect(composer(page)).to_be_visible()
    await expect(guide).to_be_hidden()


async def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(page: Page) -> None:
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Digit 1")
    await dialog.get_by_label("Reason").fill("Moved here")
    await dialog.get_by_role("button", name="Save").click()
    born = dialog.get_by_label("Date of birth")
    await expect(born).to_have_attribute("aria-invalid", "true")
    await expect(born).to_be_focused()
    assert "required" in await described(born)
    await born.fill("2011-03-04")
    await dialog.get_by_role("combobox", name="Home school").fill("south")
    await dialog.get_by_role("option", name="Southgate School").click()
    await dialog.get_by_label("Single").check()
    await dialog.get_by_role("button", name="Save").click()
    name = dialog.get_by_label("Name")
    await expect(name).to_be_focused()
    assert await described(name) == "A name has no digits. As the family writes it"
    await expect(name).to_have_value("Digit 1")
    await expect(born).to_have_value("2011-03-04")
    await expect(born).not_to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_role("combobox", name="Home school")).to_have_value("Southgate School")
    await expect(dialog.get_by_label("Reason")).to_have_value("Moved here")


async def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    keys = page.keyboard
    await keys.type("/re")
    await expect(page.get_by_role("option", name="/refer")).to_be_visible()
    await keys.press("Tab")
    await expect(composer(page)).to_have_value("/refer ")
    await keys.press("Enter")
    await expect(page.get_by_label("Name")).to_be_focused()
    await keys.type("Mia")
    await keys.press("Tab")
    await keys.type("04032011")
    await page.get_by_role("combobox", name="Home school").focus()
    await keys.type("no")
    await expect(page.get_by_role("option", name="Northfield High")).to_be_visible()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Space")
    await expect(page.get_by_label("Single")).to_be_checked()
    await keys.press("Tab")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(page.get_by_role("button", name="Save")).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("article").last).to_contain_text("New: Mia")
    await expect(composer(page)).to_be_focused()


async def test_escape_closes_the_list_of_options_first_and_the_modal_second(page: Page, app: SmallApp) -> None:
    await type_command(page, "/refer")
    await page.get_by_role("combobox", name="Home school").fill("no")
    await expect(page.get_by_role("option", name="Northbrook Academy")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option", name="Northbrook Academy")).to_be_hidden()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(composer(page)).to_be_focused()
    assert app.closed == ["Refer a pupil"]


async def test_the_focus_stays_within_the_modal(page: Page) -> None:
    await type_command(page, "/refer")
    await expect(page.get_by_label("Name")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


async def test_enter_in_a_line_of_text_submits_and_a_pushed_view_leads_back(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Push")
    await page.get_by_label("Name").press("Enter")
    await expect(page.get_by_role("dialog", name="Barriers")).to_be_visible()
    await expect(page.get_by_label("Note")).to_be_focused()
    await page.get_by_role("button", name="Back").click()
    await expect(page.get_by_role("dialog", name="Refer a pupil")).to_be_visible()
    await expect(page.get_by_label("Name")).to_have_value("Push")
    await expect(page.get_by_label("Date of birth")).to_have_value("2011-03-04")


async def test_what_is_typed_stays_in_sight_above_a_long_list(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Choose")
    await page.get_by_label("Name").press("Enter")
    select = page.get_by_role("combobox", name="Pupil")
    await select.fill("pupil")
    await expect(page.get_by_role("option", name="Pupil 3", exact=True)).to_be_in_viewport()
    await expect(select).to_be_in_viewport(ratio=1)


async def test_the_next_page_of_a_form_begins_at_its_first_field(page: Page) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Next")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Barriers")).to_be_visible()
    await expect(page.get_by_label("Note")).to_be_focused()
    await expect(page.get_by_role("button", name="Back")).to_be_hidden()


async def test_a_submission_that_nobody_answers_keeps_the_modal_and_says_so(page: Page, workspace: Workspace) -> None:
    await type_command(page, "/refer")
    await fill_all(page, "Mute")
    workspace.link.patience = IMPATIENT
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_role("dialog").get_by_role("alert").first).to_contain_text("trouble connecting")
    await expect(page.get_by_label("Name")).to_have_value("Mute")


async def test_a_command_that_nobody_answers_can_be_tried_again(page: Page, workspace: Workspace) -> None:
    workspace.link.patience = IMPATIENT
    await type_command(page, "/slow")
    await expect(page.get_by_role("alert")).to_contain_text("/slow failed")
    await expect(composer(page)).to_have_value("/slow")


async def test_what_is_being_typed_stays_while_messages_arrive(page: Page, workspace: Workspace) -> None:
    await composer(page).press_sequentially("half a th")
    await workspace.post("U2", "G1", "Morning all")
    await expect(page.get_by_text("Morning all").first).to_be_visible()
    await page.keyboard.type("ought")
    await expect(composer(page)).to_have_value("half a thought")
    await expect(page.locator("#polite")).to_have_text("Ben Okoro: Morning all")


async def test_what_is_being_typed_survives_an_update_of_the_form(
    page: Page, app: SmallApp, workspace: Workspace
) -> None:
    await type_command(page, "/refer")
    await page.get_by_label("Date of birth").fill("2011-03-04")
    await page.get_by_label("Name").press_sequentially("Ki")
    await page.keyboard.press("ArrowLeft")
    longer = NAME | {"hint": plain("Both names")}
    view = a_modal("Refer a pupil", {"type": "divider"}, longer, BORN, SCHOOL, KIND)
    await app.bolt.client.views_update(view_id=workspace.modals("U1")[-1]["id"], view=view)
    await expect(page.get_by_text("Both names")).to_be_visible()
    await page.keyboard.type("a")
    await expect(page.get_by_label("Name")).to_have_value("Kai")
    await expect(page.get_by_label("Date of birth")).to_have_value("2011-03-04")


async def test_the_focus_stays_on_a_button_whose_message_is_updated(page: Page, app: SmallApp) -> None:
    sent = await app.bolt.client.chat_postMessage(channel="G1", text="2 new", blocks=a_referral("Leo"))
    await page.get_by_role("button", name="Withdraw").focus()
    await app.bolt.client.chat_update(channel="G1", ts=sent["ts"], text="2 new", blocks=a_referral("Leonie"))
    await expect(page.get_by_text("Leonie")).to_be_visible()
    await expect(page.get_by_role("button", name="Withdraw")).to_be_focused()


async def test_a_button_that_destroys_asks_first(page: Page, app: SmallApp) -> None:
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("Leo"))
    await page.get_by_role("button", name="Withdraw").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Keep").click()
    assert app.actions == []
    await page.get_by_role("button", name="Withdraw").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Withdraw").click()
    await expect(page.get_by_role("alertdialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="Withdraw")).not_to_have_attribute("aria-disabled", "true")
    assert [action["action_id"] for action in app.actions] == ["withdraw"]


async def test_a_person_is_chosen_from_a_message(page: Page, app: SmallApp) -> None:
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("Leo"))
    select = page.get_by_role("combobox", name="Keyworker")
    await select.fill("okoro")
    async with page.expect_response("**/page/act"):
        await select.press("Enter")
    await expect(select).to_have_value("Ben Okoro")
    assert app.actions[0]["selected_user"] == "U2"


async def test_several_are_chosen_by_several_searches(page: Page, app: SmallApp) -> None:
    element = {
        "type": "multi_external_select",
        "action_id": "it",
        "placeholder": plain("Schools"),
        "min_query_length": 2,
    }
    block = {"type": "section", "text": plain("Schools to ask"), "accessory": element}
    await app.bolt.client.chat_postMessage(channel="G1", text="Schools", blocks=[block])
    select = page.get_by_role("combobox", name="Schools to ask")
    for typed, name in (("northf", "Northfield High"), ("south", "Southgate School")):
        await select.fill(typed)
        await expect(page.get_by_role("option", name=name)).to_be_visible()
        async with page.expect_response("**/page/act"):
            await select.press("Enter")
    await expect(page.get_by_role("button", name="Remove Northfield High")).to_be_visible()
    assert [option["value"] for option in app.actions[-1]["selected_options"]] == [
        "northfield high",
        "southgate school",
    ]
    async with page.expect_response("**/page/act"):
        await page.get_by_role("button", name="Remove Northfield High").click()
    assert [option["value"] for option in app.actions[-1]["selected_options"]] == ["southgate school"]


async def test_text_from_people_is_never_markup(page: Page, workspace: Workspace) -> None:
    await workspace.post("U2", "G1", "<img src=x onerror=alert(1)> &lt;b&gt; *bold*")
    article = page.get_by_role("article").last
    await expect(article.locator("strong").last).to_have_text("bold")
    assert await article.locator("img, b").count() == 0


async def test_one_acts_as_another_and_finds_the_home(page: Page) -> None:
    await page.get_by_label("Act as").select_option(label="Ben Okoro")
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Act as")).to_have_value("U2")
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()


async def test_where_the_app_takes_no_messages_the_page_says_so_and_offers_no_line_to_type_in(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": True}
    monkeypatch.setitem(MANIFEST["features"], "app_home", tabs)
    await page.get_by_role("button", name="Halfterm").last.click()
    await expect(page.get_by_text("Sending messages to this app has been turned off.")).to_be_visible()
    await expect(composer(page)).to_be_hidden()
    await page.get_by_role("button", name="allocations").click()
    await expect(composer(page)).to_be_focused()


async def test_a_link_to_a_message_opens_its_conversation(page: Page, app: SmallApp) -> None:
    client = app.bolt.client
    posted = await client.chat_postMessage(channel="G1", text="The digest")
    link = (await client.chat_getPermalink(channel="G1", message_ts=posted["ts"]))["permalink"]
    await client.chat_postMessage(channel="U1", text=f"It is <{link}|in the channel>.")
    await page.get_by_role("button", name="Halfterm").last.click()
    await page.get_by_role("link", name="in the channel").click()
    await expect(page.get_by_role("heading", name="#allocations")).to_be_visible()
    await expect(page.get_by_text("The digest", exact=True)).to_be_visible()
    assert len(page.context.pages) == 1


async def test_a_shortcut_begins_the_same_form(page: Page) -> None:
    await page.get_by_role("button", name="Shortcuts").press("Enter")
    await expect(page.get_by_role("menuitem", name="Refer a pupil")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Refer a pupil")).to_be_visible()


async def test_it_fits_into_a_narrow_window(page: Page, app: SmallApp) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await app.bolt.client.chat_postMessage(channel="G1", text="1 new referral", blocks=a_referral("A" * 80))
    await expect(page.get_by_role("button", name="Tick off")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Conversations").click()
    await page.get_by_role("button", name="Home", exact=True).click()
    await expect(page.get_by_role("heading", name="My day")).to_be_visible()
    await page.get_by_role("button", name="Conversations").click()
    await page.get_by_role("button", name="allocations").click()
    await type_command(page, "/refer")
    dialog = page.get_by_role("dialog", name="Refer a pupil")
    await expect(dialog.get_by_role("button", name="Save")).to_be_in_viewport(ratio=1)
    box = await dialog.bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= 360, box["height"] <= 640) == (True, True, True)


async def test_a_lost_connection_is_shown_and_the_next_start_found(page: Page, workspace: Workspace) -> None:
    port = int(workspace.url.rsplit(":")[-1].strip("/"))
    await workspace.stop()
    await expect(page.get_by_text("Connection lost")).to_be_visible()
    again = Workspace(manifest=MANIFEST, people=[Person("U9", "cat", "Cat Idris")], rooms=[])
    await again.start(port)
    await expect(page.get_by_label("Act as")).to_have_value("U9")
    await expect(page.get_by_text("Connection lost")).to_be_hidden()
    await again.stop()
