//! The HTML pages in a real browser. Left out of a plain `cargo test`, for it needs Chromium (Debian's `chromium` and
//! `chromium-driver`): `cargo test --test browser -- --ignored`.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up has failed")]
#![expect(clippy::indexing_slicing, reason = "an index into JSON gives null")]

mod alone;
mod driver;
mod large;
mod marionette;

use std::path::PathBuf;
use std::process::Command;

use driver::{Browser, Scripted};
use serde_json::json;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// Writes the page of an audit into the browser's folder, and opens it.
fn audit(browser: &Browser, exports: &str) -> PathBuf {
    page(browser, &["audit", exports])
}

/// Writes the page that a command makes into the browser's folder, and opens it.
fn page(browser: &Browser, command: &[&str]) -> PathBuf {
    let page = browser.folder.join("page.html");
    Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(command)
        .args(["--at", "2025-02-01", "--format", "html", "-q", "-o"])
        .arg(&page)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("the program runs");
    browser.open(&page);
    page
}

/// Readiness of Contoso's workspace, with a team that is not ready.
const READINESS: [&str; 6] = ["readiness", "fixtures/contoso", "--workspace", "soc", "--team", "fixtures/teams/contoso.yaml"];

fn told(browser: &Browser) -> String {
    browser.run("return document.querySelector('[role=status]').textContent").as_str().expect("a sentence").to_owned()
}

/// What somebody who types sees: the search box gets the words.
fn search(browser: &Browser, words: &str) -> f64 {
    let script = "const box = document.getElementById('search'); box.value = WORDS; const start = performance.now();
        box.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - start;";
    browser.run(&script.replace("WORDS", &json!(words).to_string())).as_f64().expect("milliseconds")
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_a_page_asks_for_nothing_and_complains_of_nothing() {
    let browser = Browser::start();
    for command in [&["audit", "fixtures/contoso"][..], &["audit", "fixtures/html/hostile"], &READINESS] {
        browser.log("performance");
        page(&browser, command);
        browser.run("document.querySelectorAll('.who').forEach((button) => button.click())");
        let requests = requests(&browser);
        assert!(matches!(requests.as_slice(), [only] if only.ends_with("page.html\"")), "{requests:?}");
        assert_eq!(browser.log("browser"), Vec::<serde_json::Value>::new());
    }
}

/// The addresses that pages asked for since the last time, in quotation marks.
fn requests(browser: &Browser) -> Vec<String> {
    let log = browser.log("performance");
    let events = log.iter().filter_map(|entry| serde_json::from_str::<serde_json::Value>(entry["message"].as_str()?).ok());
    events
        .map(|event| event["message"].clone())
        .filter(|event| event["method"] == "Network.requestWillBeSent")
        // The page that the browser itself begins with loads a lot.
        .filter(|event| !event["params"]["documentURL"].to_string().contains("chrome://"))
        .map(|event| event["params"]["request"]["url"].to_string())
        .collect()
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_names_are_text_and_nothing_else() {
    let browser = Browser::start();
    audit(&browser, "fixtures/html/hostile");
    for words in ["<", "onerror", "]]>", "49", ""] {
        search(&browser, words);
        browser.run("document.querySelectorAll('.who[aria-expanded=false]').forEach((button) => button.click())");
    }
    browser.run("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.run("return window.harmed ?? null"), json!(null));
    // The page's own elements, and those that a name would have made.
    let made =
        "return [document.scripts.length, document.querySelectorAll('img, iframe, u, [onload], [onerror], [onclick]').length]";
    assert_eq!(browser.run(made), json!([2, 0]));
    let shown = browser.run("return document.body.textContent");
    let shown = shown.as_str().expect("a text");
    for name in [
        "</script><script>window.harmed=1</script>",
        "<img src=x onerror=\"window.harmed=2\">",
        "]]><!--<script>",
        "{{ 7 * 7 }}",
    ] {
        assert!(shown.contains(name), "{name} is shown as it is");
    }
    assert!(shown.contains("line\\u{2028}separator"), "what hides or turns letters is a visible escape");
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_filters_narrow_and_say_how_many_are_left() {
    let browser = Browser::start();
    let page = audit(&browser, "fixtures/contoso");
    assert!(told(&browser).starts_with("20 principals in "), "{}", told(&browser));
    let cases = [
        ("bob", "1 principal in 1 row", "a name"),
        ("CHEN carol", "1 principal in 1 row", "words in any order and case"),
        ("0000000b-c057", "1 principal in 1 row", "a piece of an id"),
        ("nobody of this name", "Nobody matches.", "nobody"),
    ];
    for (words, begins, why) in cases {
        search(&browser, words);
        assert!(told(&browser).starts_with(begins), "{why}: {}", told(&browser));
    }
    // Whoever may connect the workspace soc, through the address: a view that was sent on.
    browser.open(&PathBuf::from(format!("{}#?task=1&answer=eligible", page.display())));
    browser.run("location.reload()");
    assert!(told(&browser).starts_with("1 principal in 1 row"), "{}", told(&browser));
    let who = browser.run("return document.querySelector('.names').textContent");
    assert_eq!(who, json!("Grace Gomez"));
    browser.run("[...document.querySelectorAll('.filters button')].at(-1).click()");
    assert!(told(&browser).starts_with("20 principals in "), "{}", told(&browser));
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_the_keyboard_is_enough() {
    let browser = Browser::start();
    audit(&browser, "fixtures/contoso");
    browser.press(&[TAB]);
    assert_eq!(browser.run("return document.activeElement.textContent"), json!("Skip to principals and tasks"));
    let visible = browser.run("const skip = document.activeElement.getBoundingClientRect(); return skip.left >= 0");
    assert_eq!(visible, json!(true), "the link shows when it has the focus");
    browser.press(&[ENTER, TAB]);
    assert_eq!(browser.run("return document.activeElement.id"), json!("search"), "the link goes past the head");
    browser.press(&["b", "o", "b", " ", "b", "r"]);
    assert!(told(&browser).starts_with("1 principal in 1 row"), "{}", told(&browser));
    // Kind, task, answer, target, order, clear, the chip of the search, the table, the first row.
    browser.press(&[TAB; 9]);
    assert_eq!(browser.run("return document.activeElement.className"), json!("who"));
    browser.press(&[ENTER]);
    assert_eq!(browser.run("return document.activeElement.getAttribute('aria-expanded')"), json!("true"));
    let path = "return [...document.querySelectorAll('.drawing')][0].querySelectorAll('text:not(.label)').values().map((text) => \
        text.textContent).toArray()";
    let expected = json!([
        "Bob Brandt",
        "Platform Operators",
        "role-assignments.json, record 2",
        "User Access Administrator",
        "*/read",
        "SOC Production",
        "SOC Leads",
        "role-assignments.json, record 3",
        "Microsoft Sentinel Contributor",
        "Microsoft.SecurityInsights/*",
        "soc",
    ]);
    assert_eq!(browser.run(path), expected, "from the person through the groups to the scope, twice");
    browser.press(&[ENTER, "/"]);
    assert_eq!(browser.run("return document.querySelectorAll('.detail').length"), json!(0));
    browser.press(&[ESCAPE]);
    assert!(told(&browser).starts_with("20 principals in "), "{}", told(&browser));
}

/// Names for everything that can be operated, heads for every cell, and 4.5 to 1 between every text and what is behind it.
#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_the_page_can_be_heard_and_read_in_light_and_dark() {
    let browser = Browser::start();
    for command in [&["audit", "fixtures/contoso"][..], &READINESS] {
        page(&browser, command);
        browser.run("document.querySelectorAll('.who, details:not([open]) summary').forEach((button) => button.click())");
        has_names_and_heads(&browser);
        has_contrast(&browser);
    }
}

fn has_names_and_heads(browser: &Browser) {
    let nameless = "return [...document.querySelectorAll('button, input, select, summary, [tabindex=\"0\"]')].filter((control) => \
        !(control.textContent.trim() || control.getAttribute('aria-label') || control.labels?.length)).map((control) => control.outerHTML)";
    assert_eq!(browser.run(nameless), json!([]), "everything that can be operated has a name");
    let headless = "return [...document.querySelectorAll('table')].filter((table) => \
        table.querySelectorAll('thead th[scope]').length === 0 || [...table.tBodies[0].rows].some((row) => \
        !row.classList.contains('detail') && !row.querySelector('th[scope=row]'))).length";
    assert_eq!(browser.run(headless), json!(0), "every cell has a head");
    let levels = "return [...document.querySelectorAll('h1, h2, h3')].map((head) => Number(head.tagName[1])) \
        .filter((level, at, all) => level > (all[at - 1] ?? 0) + 1).length";
    assert_eq!(browser.run(levels), json!(0), "no level of headings is left out");
}

fn has_contrast(browser: &Browser) {
    for scheme in ["light", "dark"] {
        browser
            .tell("Emulation.setEmulatedMedia", &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
        for choice in ["", "light", "dark"] {
            let choose = "const theme = document.getElementById('theme'); theme.value = CHOICE; theme.dispatchEvent(new Event('change'));
                return getComputedStyle(document.body).backgroundColor";
            let back = browser.run(&choose.replace("CHOICE", &json!(choice).to_string()));
            let dark = choice == "dark" || (choice.is_empty() && scheme == "dark");
            assert_eq!(back == json!("rgb(255, 255, 255)"), !dark, "{scheme}, {choice}");
            assert_eq!(browser.run(CONTRAST), json!([]), "{scheme}, {choice}");
        }
    }
}

/// The texts whose contrast is too low.
const CONTRAST: &str = r"
    const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => numbers(colour).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const back = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const box = one.matches('g.node') ? one.querySelector('rect') : one;
            const colour = getComputedStyle(box)[one.matches('g.node') ? 'fill' : 'backgroundColor'];
            if (numbers(colour)[3] !== 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const low = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.getClientRects().length || element.closest('script, noscript, option, title')) continue;
        const colour = getComputedStyle(element)[element.matches('svg *') ? 'fill' : 'color'];
        const [a, b] = [light(colour), light(back(element))].sort((a, b) => b - a);
        if ((a + 0.05) / (b + 0.05) < 4.5) low.add(`${element.className} ${colour} on ${back(element)}: ${walker.currentNode.data}`);
    }
    return [...low].slice(0, 9);";

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_the_verdict_is_the_first_thing_that_is_said() {
    let browser = Browser::start();
    page(&browser, &READINESS);
    let heads = browser.run("return [...document.querySelectorAll('h1, h2')].slice(0, 4).map((head) => head.innerText)");
    let expected =
        json!(["Readiness of workspace soc", "NOT READY, 1 to do, 1 to activate", "To do", "To activate before the change"]);
    assert_eq!(heads, expected);
    let on_the_first_screen = "return [...document.querySelectorAll('.verdict, .what')].slice(0, 2).every((part) => \
        part.getBoundingClientRect().bottom < innerHeight / 2)";
    assert_eq!(browser.run(on_the_first_screen), json!(true), "whether it is ready, and who cannot do what");
    let shown = "return [...document.querySelector('.way').querySelectorAll('[data-shell]')].filter((own) => !own.hidden) \
        .map((own) => [own.dataset.shell, own.querySelector('.command button').textContent])";
    assert_eq!(browser.run(shown), json!([["az", "Copy"]]), "what would do, for one shell");
    browser.run("[...document.querySelectorAll('.tabs button')].find((tab) => tab.textContent === 'PowerShell').click()");
    assert_eq!(browser.run(shown), json!([["PowerShell", "Copy"]]), "and for another one, wherever there are several");
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_a_person_has_an_address_and_back_goes_back() {
    let browser = Browser::start();
    let page = audit(&browser, "fixtures/contoso");
    let open = "return [...document.querySelectorAll('.who[aria-expanded=true] .names')].map((names) => names.textContent)";
    search(&browser, "bob");
    browser.run("document.querySelector('.who').click()");
    let here = browser.run("return location.hash");
    assert_eq!(browser.run(open), json!(["Bob Brandt"]));
    browser.run("history.back()");
    let back = (0..50).map(|_| browser.run("return location.hash"));
    assert!(back.into_iter().any(|hash| hash == json!("#?q=bob")), "back to the search");
    assert_eq!(browser.run(open), json!([]), "with the row closed");
    let here = here.as_str().expect("an address");
    assert!(here.starts_with("#/person/"), "{here}");
    browser.open(&PathBuf::from(format!("{}{here}/connect-workspace", page.display())));
    browser.run("location.reload()");
    assert_eq!(browser.run(open), json!(["Bob Brandt"]), "the address alone opens the row");
    assert_eq!(browser.run("return document.activeElement.dataset.of"), json!("connect-workspace"), "at the task");
    let held = "return [...document.querySelectorAll('.holds b')].map((grant) => grant.textContent)";
    let expected = json!([
        "Assignment: User Access Administrator @ SOC Production",
        "Assignment: Microsoft Sentinel Contributor @ soc",
        "Assignment: Microsoft Sentinel Responder @ rg-sentinel",
    ]);
    assert_eq!(browser.run(held), expected, "each grant once");
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_rows_are_in_the_order_that_is_asked_for() {
    let browser = Browser::start();
    audit(&browser, "fixtures/contoso");
    let order = "const order = [...document.querySelectorAll('.filters label')].find((label) => label.textContent.startsWith('Order')) \
        .querySelector('select'); order.value = ORDER; order.dispatchEvent(new Event('change')); \
        return [...document.querySelectorAll('.names')].slice(0, 3).map((names) => names.textContent)";
    let cases = [
        ("name", json!(["Alice Adams", "Bob Brandt", "Carol Chen, SOC Analysts"])),
        ("power", json!(["Alice Adams", "Erin Egan", "Ken Kato"])),
    ];
    for (by, expected) in cases {
        assert_eq!(browser.run(&order.replace("ORDER", &json!(by).to_string())), expected, "by {by}");
    }
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_filters_that_are_on_are_chips_that_take_them_off() {
    let browser = Browser::start();
    audit(&browser, "fixtures/contoso");
    let choose = "const list = [...document.querySelectorAll('.filters label')].find((label) => label.textContent.startsWith(NAME)) \
        .querySelector('select'); list.value = VALUE; list.dispatchEvent(new Event('change'));";
    let chips =
        "return [...document.querySelectorAll('.chips:not([hidden]) button')].map((chip) => chip.getAttribute('aria-label'))";
    assert_eq!(browser.run(chips), json!([]), "nothing is narrowed");
    for (name, value) in [("Kind", "User"), ("Answer", "eligible")] {
        browser.run(&choose.replace("NAME", &json!(name).to_string()).replace("VALUE", &json!(value).to_string()));
    }
    assert_eq!(browser.run(chips), json!(["Remove the filter Kind: users", "Remove the filter Answer: eligible"]));
    let narrowed = browser.run("return document.querySelectorAll('.names').length");
    browser.run("document.querySelectorAll('.chips button')[1].click()");
    assert_eq!(browser.run(chips), json!(["Remove the filter Kind: users"]));
    assert_ne!(browser.run("return document.querySelectorAll('.names').length"), narrowed, "the table is as long as it was");
    let focused = browser.run("return document.activeElement.getAttribute('aria-label')");
    assert_eq!(focused, json!("Remove the filter Kind: users"), "the keyboard stays where it was");
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_on_a_phone_nothing_but_tables_is_wider_than_the_screen() {
    let browser = Browser::start();
    browser.tell(
        "Emulation.setDeviceMetricsOverride",
        &json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true }),
    );
    for command in [&["audit", "fixtures/contoso"][..], &READINESS] {
        page(&browser, command);
        browser.run("document.querySelectorAll('.who').forEach((button) => button.click())");
        let wide = "return [...document.querySelectorAll('body *')].filter((one) => !one.closest('.scroll, .drawing, noscript, .for-readers, .skip') && \
            one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 80))";
        assert_eq!(browser.run(wide), json!([]), "{command:?}");
        assert_eq!(browser.run("return document.documentElement.scrollWidth <= innerWidth"), json!(true));
    }
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_commands_are_copied() {
    let browser = Browser::start();
    audit(&browser, "fixtures/contoso");
    browser.tell("Browser.grantPermissions", &json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }));
    browser.run("document.querySelector('.command button').focus()");
    browser.press(&[ENTER]);
    let said = (0..50).map(|_| browser.run("return document.querySelector('.command button').textContent"));
    assert!(said.into_iter().any(|said| said == json!("Copied")), "the button says so");
    let read = "const done = arguments[arguments.length - 1]; return navigator.clipboard.readText();";
    let command = browser.run("return document.querySelector('.command code').textContent");
    assert!(command.as_str().is_some_and(|command| command.starts_with("az rest ")), "{command}");
    assert_eq!(browser.run(read), command);
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_on_paper_everything_is_open() {
    let browser = Browser::start();
    audit(&browser, "fixtures/contoso");
    browser
        .run("addEventListener('beforeprint', () => { window.printed = [...document.querySelectorAll('.drawing')].length; })");
    let document = browser.print();
    // `%PDF-` in base 64.
    assert!(document.starts_with("JVBERi0"), "a document comes out");
    let drawings = browser.run("return window.printed").as_u64().expect("the page was asked");
    assert!(drawings > 20, "the proofs are printed: {drawings}");
    assert_eq!(browser.run("return document.querySelectorAll('.detail').length"), json!(0), "and closed again after it");
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_without_scripts_the_matrix_is_a_table() {
    let browser = Browser::start();
    browser.tell("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    audit(&browser, "fixtures/contoso");
    let shown = browser.run("return document.body.innerText");
    let shown = shown.as_str().expect("a text");
    for text in ["Scripting is off", "Bob Brandt\tnot allowed\tallowed", "az rest --url"] {
        assert!(shown.contains(text), "{text} is shown:\n{shown}");
    }
    assert!(!shown.contains("Search (press /)"), "and nothing that would not work");
}
