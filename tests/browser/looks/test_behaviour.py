"""What the base pages do: keys, menus, theme, dialogs, toasts."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def design(page_of, zoe):
    """The design page, ready."""
    page = page_of(zoe)
    page.goto("/design/")
    page.wait_for_selector("html[data-ready]")
    return page


def test_the_theme_is_remembered_and_never_flashes(design):
    assert design.get_attribute("html", "data-theme") == "light"
    design.keyboard.press("t")
    assert design.get_attribute("html", "data-theme") == "dark"
    design.add_init_script(
        "document.addEventListener('readystatechange', () => {"
        " window.early ??= document.documentElement.dataset.theme; })"
    )
    design.reload()
    assert design.evaluate("window.early") == "dark"


def test_a_theme_of_the_device_follows_the_device(design):
    design.click("header .avatar")
    design.click("[data-theme-choice=auto]")
    design.emulate_media(color_scheme="dark")
    design.wait_for_selector("html[data-theme=dark]")
    design.emulate_media(color_scheme="light")
    design.wait_for_selector("html[data-theme=light]")


def test_a_menu_closes_on_escape_and_gives_the_focus_back(design):
    design.click("header .avatar")
    assert design.is_visible("header .menu__sheet")
    design.keyboard.press("ArrowDown")
    assert design.evaluate("document.activeElement.textContent.trim()") == "Administration"
    design.keyboard.press("Escape")
    assert not design.is_visible("header .menu__sheet")
    assert design.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_click_elsewhere_closes_a_menu(design):
    design.click("header .avatar")
    design.mouse.click(400, 700)
    assert not design.is_visible("header .menu__sheet")


def test_slash_finds_the_search_and_typing_there_is_no_shortcut(design):
    design.keyboard.press("/")
    assert design.evaluate("document.activeElement.name") == "q"
    design.keyboard.type("t?n")
    assert design.evaluate("document.activeElement.value") == "t?n"
    assert design.get_attribute("html", "data-theme") == "light"
    assert design.query_selector("dialog[open]") is None


def test_a_question_mark_shows_the_keys_and_they_can_be_turned_off(design):
    design.keyboard.press("?")
    assert design.is_visible("#keys-dialog")
    design.uncheck("[data-shortcuts-switch]")
    design.keyboard.press("Escape")
    design.keyboard.press("t")
    assert design.get_attribute("html", "data-theme") == "light"
    design.reload()
    design.wait_for_selector("html[data-ready]")
    design.keyboard.press("?")
    assert not design.is_visible("#keys-dialog")


def test_a_dialog_closes_on_a_click_beside_it(design):
    design.keyboard.press("n")
    assert design.is_visible("#sample-dialog")
    design.mouse.click(20, 500)
    assert not design.is_visible("#sample-dialog")


def test_a_refusal_stays_until_it_is_closed(design):
    design.click("[data-sample-toast=late]")
    assert "frozen" in design.inner_text(".toast")
    assert design.query_selector(".toast form") is None
    design.click("[data-toast-close]")
    assert design.query_selector(".toast") is None


def test_a_toast_can_be_undone(design):
    design.click("[data-sample-toast=ok]")
    assert design.get_attribute(".toast form", "action") == "#undo"
    assert design.get_attribute(".toast form [name=csrfmiddlewaretoken]", "value")


def test_the_first_tab_leads_past_the_bar(design):
    design.keyboard.press("Tab")
    assert design.evaluate("document.activeElement.className") == "skip-link"
    design.keyboard.press("Enter")
    assert design.evaluate("document.activeElement.id") == "main"


def test_a_chosen_file_is_named(design):
    design.set_input_files(
        "[type=file]", {"name": "items.csv", "mimeType": "text/csv", "buffer": b"x" * 14_600}
    )
    assert design.inner_text("[data-file-name]") == "items.csv · 15 kB"


def test_a_row_is_a_link_and_a_click_on_a_control_in_it_is_not(design):
    design.evaluate("document.querySelector('tr[data-row-link] a').href = '#row'")
    design.click("tr[data-row-link] >> td >> nth=1")
    assert design.url.endswith("#row")


def test_htmx_asks_with_our_own_dialog(design):
    design.evaluate(
        """() => {
          const button = Object.assign(document.createElement('button'), {id: 'x', textContent: 'x'});
          button.setAttribute('hx-get', '/healthz');
          button.setAttribute('hx-confirm', 'Really?');
          button.setAttribute('hx-target', '#x');
          document.querySelector('main').prepend(button);
          htmx.process(button);
        }"""
    )
    design.click("#x")
    assert design.inner_text("[data-confirm-text]") == "Really?"
    with design.expect_response("**/healthz"):
        design.click("[data-confirm-yes]")


def test_what_listens_to_a_topic_hears_that_it_changed(design):
    asked = []

    def answer(route):
        asked.append(route.request.url.partition("/events")[2])
        frame = 'event: changed\ndata: {"topic": "orders:all"}\n\n'
        route.fulfill(content_type="text/event-stream", body=frame)

    design.route("**/events?*", answer)
    design.evaluate(
        """() => {
          window.heard = [];
          for (const topic of ["orders:all", "plan:1"]) {
            const place = document.createElement("div");
            place.dataset.live = topic;
            place.addEventListener("live", (event) => {
              if (!event.detail.topic) return;
              heard.push(topic);
              document.body.dataset.heard = "";
            });
            document.querySelector("main").append(place);
          }
          document.dispatchEvent(new Event("htmx:afterSettle"));
        }"""
    )
    design.wait_for_selector("body[data-heard]")
    assert asked[0] == "?topic=orders%3Aall&topic=plan%3A1"
    assert set(design.evaluate("heard")) == {"orders:all"}
