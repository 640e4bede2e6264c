//! The page that needs no install (`scripts/page.sh`): it answers as the program does, from a file, without a request. Where it is not
//! built, these tests say that they prove nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::{Browser, Scripted};
use crate::marionette::Firefox;
use crate::{CONTRAST, has_names_and_heads, requests};

const AT: &str = "2025-02-01";

/// What a test looks at whose reading may take its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// The page, open; nothing where it is not built.
fn opened() -> Option<Browser> {
    let page = built()?;
    let browser = Browser::start();
    browser.open(&page);
    begin(&browser);
    Some(browser)
}

/// Where the page lies; nothing where it is not built.
#[expect(clippy::print_stdout, reason = "a test that proves nothing has to say so")]
fn built() -> Option<PathBuf> {
    let page = root().join("target/page/rolecall.html");
    if !page.is_file() {
        println!("{} is not built (scripts/page.sh): nothing is proved of it", page.display());
        return None;
    }
    Some(page)
}

/// Waits until the page can be asked, and says of which day.
fn begin(browser: &impl Scripted) {
    until(browser, "return document.getElementById('version').textContent !== '' && !document.body.ariaBusy");
    browser.run(&format!("document.getElementById('at').value = '{AT}'"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Waits until a script says so.
fn until(browser: &impl Scripted, script: &str) {
    let begun = Instant::now();
    while browser.run(script) != json!(true) {
        assert!(begun.elapsed() < PATIENCE, "never: {script}: {}", shown(browser));
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn idle(browser: &impl Scripted) {
    until(browser, "return !document.body.hasAttribute('aria-busy')");
}

/// All that the page says.
fn shown(browser: &impl Scripted) -> String {
    browser.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
}

/// What went wrong.
fn problem(browser: &impl Scripted) -> String {
    browser.run("return document.getElementById('problem').innerText").as_str().expect("a text").to_owned()
}

/// Chooses a file, or a folder, as somebody does it.
fn choose(browser: &Browser, input: &str, path: &Path) {
    // The browser tells the page of the choice some time later.
    let listen = "window.chosen = false; document.getElementById(INPUT).addEventListener('change', () => { window.chosen = true; }, { once: true })";
    browser.run(&listen.replace("INPUT", &json!(input).to_string()));
    browser.give(&format!("#{input}"), path);
    until(browser, "return window.chosen");
    idle(browser);
}

/// What the button for a download gives.
fn downloaded(browser: &impl Scripted, answer: &str, format: &str) -> String {
    let script = "const make = URL.createObjectURL;
        const given = new Promise((resolve) => { URL.createObjectURL = (blob) => { resolve(blob.text()); return make.call(URL, blob); }; });
        document.querySelector('#ANSWER .downloads [data-format=FORMAT]').click();
        return given.finally(() => { URL.createObjectURL = make; });";
    let text = browser.run(&script.replace("ANSWER", answer).replace("FORMAT", format));
    text.as_str().expect("a text").to_owned()
}

/// The program, asked about a folder from where the folder lies, as a browser names its files.
fn program(parent: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(arguments).args(["--at", AT, "-q"]).current_dir(parent).output().expect("the program runs")
}

fn name(folder: &Path) -> &str {
    folder.file_name().and_then(|name| name.to_str()).expect("a name")
}

/// Every folder at or below one that the program audits, with what it says.
fn audited(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let parent = folder.parent().expect("a folder lies in one");
    let output = program(parent, &["audit", name(folder), "--format", "json"]);
    if output.status.success() {
        found.push((folder.to_owned(), String::from_utf8(output.stdout).expect("text")));
    }
    let mut below: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    below.sort();
    for folder in &below {
        audited(folder, found);
    }
}

/// Asks with a form, whose fields have these values.
fn ask(browser: &impl Scripted, answer: &str, fields: &[(&str, &str)]) {
    browser.run(&format!("document.getElementById('tab-{answer}').click()"));
    for (field, value) in fields {
        browser.run(&format!("document.querySelector('#{answer} [name={field}]').value = {}", json!(value)));
    }
    browser.run(&format!("document.querySelector('#{answer} form').requestSubmit()"));
    idle(browser);
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_every_folder_with_a_tenant_is_audited_as_by_the_program() {
    let Some(browser) = opened() else { return };
    let mut folders = Vec::new();
    audited(&root().join("fixtures/contoso"), &mut folders);
    for parent in ["tenants", "diff", "html", "delegation"] {
        audited(&root().join("fixtures").join(parent), &mut folders);
    }
    for (folder, expected) in &folders {
        choose(&browser, "folder", folder);
        assert_eq!(problem(&browser), "", "{}", folder.display());
        assert!(
            downloaded(&browser, "audit", "json") == *expected,
            "{}: another report than that of the program",
            folder.display()
        );
    }
    assert!(folders.len() > 40, "{} folders are compared", folders.len());
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_every_question_is_answered_as_by_the_program() {
    let Some(browser) = opened() else { return };
    let parent = root().join("fixtures");
    choose(&browser, "folder", &parent.join("contoso"));
    let same = |answer: &str, formats: &[&str], arguments: &[&str]| {
        for format in formats {
            let expected =
                String::from_utf8(program(&parent, &[arguments, &["--format", format]].concat()).stdout).expect("text");
            assert!(!expected.is_empty(), "{arguments:?}");
            assert!(
                downloaded(&browser, answer, format) == expected,
                "{arguments:?} as {format}: another report than that of the program"
            );
        }
    };
    same("audit", &["json", "csv", "html"], &["audit", "contoso"]);
    ask(&browser, "readiness", &[("workspace", "soc"), ("connected", "none")]);
    same("readiness", &["json", "csv", "html"], &["readiness", "contoso", "--workspace", "soc", "--connected", "none"]);
    for what in ["onboard-sentinel", "Microsoft.Support/*", "Owner"] {
        ask(&browser, "who-can", &[("what", what), ("scope", "")]);
        same("who-can", &["json", "csv", "markdown"], &["who-can", what, "contoso"]);
        ask(&browser, "explain", &[("principal", "bob@contoso.example"), ("what", what), ("scope", "")]);
        same("explain", &["json", "csv", "markdown"], &["explain", "bob@contoso.example", what, "contoso"]);
    }
    let soc = "SOC Production";
    ask(&browser, "who-can", &[("what", "Owner"), ("scope", soc)]);
    same("who-can", &["json"], &["who-can", "Owner", "contoso", "--scope", soc]);
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_nothing_is_asked_of_a_network_and_reports_run_in_their_frame() {
    let Some(browser) = opened() else { return };
    choose(&browser, "folder", &root().join("fixtures/contoso"));
    ask(&browser, "readiness", &[("workspace", "soc")]);
    let asked = requests(&browser);
    // The page is read before the log begins; the worker and the reports are made in the page.
    assert!(asked.iter().all(|url| url.starts_with("\"blob:") || url.ends_with("rolecall.html\"")), "{asked:?}");
    assert_eq!(browser.log("browser"), Vec::<Value>::new(), "no policy is offended");
    assert_eq!(browser.run("return document.querySelectorAll('iframe:not([sandbox=allow-scripts])').length"), json!(0));
    let policy = browser.run("return document.querySelector('meta[http-equiv]').content");
    let policy = policy.as_str().expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("connect-src") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
    let tried = "return fetch('data:,x').then(() => 'answered', () => 'refused')";
    assert_eq!(browser.run(tried), json!("refused"), "the policy holds");
    browser.log("browser");
    browser.run("document.getElementById('tab-audit').click()");
    browser.enter("#audit iframe");
    until(&browser, "return document.querySelectorAll('.who').length > 5");
    assert_eq!(
        browser.run("return getComputedStyle(document.body).maxWidth !== 'none'"),
        json!(true),
        "the report has its style"
    );
    assert_eq!(browser.run("try { return parent.document.title } catch { return 'apart' }"), json!("apart"));
    browser.run("document.querySelector('.who').click()");
    assert_eq!(browser.run("return document.querySelectorAll('.detail').length"), json!(1), "and works");
    assert_eq!(browser.log("browser"), Vec::<Value>::new());
}

/// What is wrong with a zip, and what makes it so.
type Damage<'a> = (&'a str, &'a dyn Fn(&mut Vec<u8>));

/// A zip of Contoso, which Python packs.
fn zip(browser: &Browser) -> PathBuf {
    let zip = browser.folder.join("exports.zip");
    let pack = "import shutil, sys; shutil.make_archive(sys.argv[1], 'zip', sys.argv[2], 'contoso')";
    let base = zip.with_extension("");
    let packed = Command::new("python3").args(["-c", pack]).arg(base).arg(root().join("fixtures")).status();
    assert!(packed.expect("python3 packs a zip").success());
    zip
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_a_zip_is_the_folder_in_it_and_a_damaged_one_is_refused() {
    let Some(browser) = opened() else { return };
    let zip = zip(&browser);
    choose(&browser, "files", &zip);
    let expected = program(&root().join("fixtures"), &["audit", "contoso", "--format", "json"]).stdout;
    assert!(downloaded(&browser, "audit", "json").as_bytes() == expected, "another report than that of the program");
    let whole = std::fs::read(&zip).expect("a zip");
    let length = whole.len();
    let damaged = browser.folder.join("damaged.zip");
    let cases: [Damage<'_>; 4] = [
        ("cut off", &|zip| zip.truncate(length / 2)),
        ("its first half is gone", &|zip| {
            zip.drain(4..length / 2);
        }),
        ("a part of what is packed is another", &|zip| zip[length / 4..][..200].fill(0x55)),
        ("the list lies elsewhere", &|zip| zip[length - 6] ^= 0xff),
    ];
    for (why, damage) in cases {
        let mut zip = whole.clone();
        damage(&mut zip);
        std::fs::write(&damaged, zip).expect("a zip is written");
        choose(&browser, "files", &damaged);
        let problem = problem(&browser);
        assert!(problem.contains("page::") && problem.contains("help: ") && !problem.contains("bug"), "{why}: {problem}");
    }
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_a_folder_is_dropped() {
    let Some(browser) = opened() else { return };
    let parent = root().join("fixtures");
    let data = json!({ "items": [], "files": [parent.join("contoso")], "dragOperationsMask": 1 });
    for kind in ["dragEnter", "dragOver", "drop"] {
        browser.tell("Input.dispatchDragEvent", &json!({ "type": kind, "x": 300, "y": 200, "data": data }));
    }
    until(&browser, "return !document.getElementById('answers').hidden || document.getElementById('problem').innerText !== ''");
    idle(&browser);
    assert_eq!(problem(&browser), "");
    let expected = program(&parent, &["audit", "contoso", "--format", "json"]).stdout;
    assert!(downloaded(&browser, "audit", "json").as_bytes() == expected, "another report than that of the program");
}

#[test]
#[ignore = "needs Firefox: cargo test --test browser -- --ignored"]
fn alone_in_firefox_a_folder_is_chosen_and_asked_about() {
    let Some(page) = built() else { return };
    let Some(firefox) = Firefox::start() else {
        println!("Firefox is not installed: nothing is proved of the page in it");
        return;
    };
    firefox.open(&page);
    begin(&firefox);
    let parent = root().join("fixtures");
    firefox.choose_folder("folder", &parent.join("contoso"));
    until(&firefox, "return !document.getElementById('answers').hidden || document.getElementById('problem').innerText !== ''");
    idle(&firefox);
    assert_eq!(problem(&firefox), "");
    let same = |answer: &str, arguments: &[&str]| {
        let expected = program(&parent, &[arguments, &["--format", "json"]].concat()).stdout;
        assert!(
            downloaded(&firefox, answer, "json").as_bytes() == expected,
            "{arguments:?}: another report than that of the program"
        );
    };
    same("audit", &["audit", "contoso"]);
    ask(&firefox, "readiness", &[("workspace", "soc"), ("connected", "none")]);
    same("readiness", &["readiness", "contoso", "--workspace", "soc", "--connected", "none"]);
    ask(&firefox, "explain", &[("principal", "bob@contoso.example"), ("what", "Owner"), ("scope", "")]);
    same("explain", &["explain", "bob@contoso.example", "Owner", "contoso"]);
}

/// How long the page takes for a folder, and how much memory: what it says itself is printed (docs/performance.md).
#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_a_folder_of_the_environment_is_measured() {
    let Some(folder) = std::env::var_os("ROLECALL_EXPORTS") else { return };
    let Some(browser) = opened() else { return };
    for _ in 0..3 {
        choose(&browser, "folder", Path::new(&folder));
        assert_eq!(problem(&browser), "");
        println!("{}", browser.run("return document.getElementById('status').textContent"));
    }
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_what_is_wrong_is_said_with_its_place_and_a_remedy() {
    let Some(browser) = opened() else { return };
    let file = browser.folder.join("users.json");
    std::fs::write(&file, "[{\"id\": ").expect("a file");
    choose(&browser, "files", &file);
    let said = problem(&browser);
    assert!(said.contains("read::cut_off") && said.contains("at users.json:1:") && said.contains("help: "), "{said}");
    assert_eq!(browser.run("return document.getElementById('answers').hidden"), json!(true), "no answer of before is left");
    choose(&browser, "folder", &root().join("fixtures/contoso"));
    let cases = [
        ("readiness", [("workspace", "law-shpo"), ("connected", "")], "argument::no_workspace"),
        ("who-can", [("what", "onboard-sentinle"), ("scope", "")], "argument::no_question"),
        ("explain", [("principal", "bbo@contoso.example"), ("what", "Owner")], "argument::no_principal"),
    ];
    for (answer, fields, code) in cases {
        ask(&browser, answer, &fields);
        let said = problem(&browser);
        assert!(said.contains(code) && said.contains("did you mean"), "{answer}: {said}");
    }
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn alone_the_page_can_be_used_by_keyboard_on_a_phone_in_light_and_dark() {
    let Some(browser) = opened() else { return };
    let phone = json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
    browser.tell("Emulation.setDeviceMetricsOverride", &phone);
    choose(&browser, "folder", &root().join("fixtures/contoso"));
    ask(&browser, "explain", &[("principal", "bob@contoso.example"), ("what", "Owner")]);
    browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    has_names_and_heads(&browser);
    assert_eq!(browser.run("return document.documentElement.scrollWidth <= innerWidth"), json!(true));
    for scheme in ["light", "dark"] {
        let feature = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.tell("Emulation.setEmulatedMedia", &feature);
        assert_eq!(browser.run(CONTRAST), json!([]), "{scheme}");
    }
    browser.run("document.getElementById('tab-explain').focus()");
    // Right, past the end, to the first.
    browser.press(&["\u{e014}"]);
    assert_eq!(
        browser.run("return [document.activeElement.id, document.getElementById('audit').hidden]"),
        json!(["tab-audit", false])
    );
}
