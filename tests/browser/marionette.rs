//! A client of Marionette, the protocol in which Firefox itself is asked (<https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html>),
//! as small as these tests need: no second program stands between them and the browser.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::driver::Scripted;

/// A Firefox with one empty window and nothing of anybody's profile; it ends with the value.
pub(crate) struct Firefox {
    browser: Child,
    connection: RefCell<BufReader<TcpStream>>,
    profile: PathBuf,
}

/// The names of the program: Debian's first.
const PROGRAMS: [&str; 2] = ["firefox-esr", "firefox"];

/// How long the browser may take until it listens, and a dialog until it is there.
const PATIENCE: Duration = Duration::from_mins(1);

/// No word to anybody while it starts, any free port, and dialogs whose buttons work at once.
const PREFERENCES: &str = r#"
user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("security.dialog_enable_delay", 0);
user_pref("toolkit.telemetry.enabled", false);
"#;

impl Firefox {
    /// Nothing where Firefox is not installed.
    pub(crate) fn start() -> Option<Self> {
        let profile = std::env::temp_dir().join(format!("rolecall-firefox-{}", std::process::id()));
        std::fs::create_dir_all(&profile).expect("a folder for the browser");
        std::fs::write(profile.join("user.js"), PREFERENCES).expect("preferences are written");
        let browser = PROGRAMS.into_iter().find_map(|program| {
            let mut command = Command::new(program);
            command
                .args(["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile"])
                .arg(&profile);
            command.env("HOME", &profile).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        })?;
        let connection = TcpStream::connect(("127.0.0.1", port(&profile))).expect("Firefox listens");
        let firefox = Self { browser, connection: RefCell::new(BufReader::new(connection)), profile };
        firefox.received();
        firefox.call("WebDriver:NewSession", &json!({ "capabilities": { "alwaysMatch": {} } }));
        Some(firefox)
    }

    pub(crate) fn open(&self, page: &Path) {
        self.call("WebDriver:Navigate", &json!({ "url": format!("file://{}", page.display()) }));
    }

    /// Chooses a folder in the input that has this id, as somebody does it: the dialog of the system is one that answers by itself, and Firefox
    /// asks whether all files may be given to the page.
    pub(crate) fn choose_folder(&self, input: &str, folder: &Path) {
        self.call("Marionette:SetContext", &json!({ "value": "chrome" }));
        self.script(DIALOG, &json!([folder]), Some("default"));
        self.call("Marionette:SetContext", &json!({ "value": "content" }));
        let open = "document.notifyUserGestureActivation(); document.getElementById(arguments[0]).showPicker()";
        self.script(open, &json!([input]), Some("system"));
        let begun = Instant::now();
        while self.asked("WebDriver:AcceptAlert", &json!({})).is_err() {
            assert!(begun.elapsed() < PATIENCE, "Firefox never asks whether the files may be given to the page");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs a script in a sandbox with this name, or without one as a script of the page itself.
    fn script(&self, script: &str, arguments: &Value, sandbox: Option<&str>) -> Value {
        let given = json!({ "script": script, "args": arguments, "sandbox": sandbox });
        self.call("WebDriver:ExecuteScript", &given)["value"].take()
    }

    fn call(&self, command: &str, given: &Value) -> Value {
        self.asked(command, given).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    fn asked(&self, command: &str, given: &Value) -> Result<Value, Value> {
        let message = json!([0, 1, command, given]).to_string();
        let sent = write!(self.connection.borrow_mut().get_mut(), "{}:{message}", message.len());
        sent.expect("Firefox reads");
        let mut answer = self.received();
        if answer[2].is_null() { Ok(answer[3].take()) } else { Err(answer[2].take()) }
    }

    /// The next message: its length, a colon, and JSON.
    fn received(&self) -> Value {
        let mut connection = self.connection.borrow_mut();
        let mut length = Vec::new();
        connection.read_until(b':', &mut length).expect("Firefox answers");
        let length = String::from_utf8(length).expect("digits");
        let mut message = vec![0; length.trim_end_matches(':').parse().expect("a length")];
        connection.read_exact(&mut message).expect("the whole message");
        serde_json::from_slice(&message).expect("JSON")
    }
}

impl Scripted for Firefox {
    fn run(&self, script: &str) -> Value {
        self.script(script, &json!([]), None)
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = self.asked("Marionette:Quit", &json!({ "flags": ["eForceQuit"] }));
        }
        // It may have ended by itself, and may still be writing to its profile: neither is a failure.
        let _ = self.browser.kill();
        let _ = self.browser.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// The port that Firefox took, which it writes into its profile.
fn port(profile: &Path) -> u16 {
    let begun = Instant::now();
    loop {
        let written = std::fs::read_to_string(profile.join("MarionetteActivePort")).unwrap_or_default();
        if let Ok(port) = written.trim().parse() {
            return port;
        }
        assert!(begun.elapsed() < PATIENCE, "Firefox never says its port");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// In place of the system's dialog for files, one that has chosen already.
const DIALOG: &str = r#"
    const [folder] = arguments;
    const dialog = {
        QueryInterface: ChromeUtils.generateQI(["nsIFilePicker"]),
        init() {}, appendFilter() {}, appendFilters() {}, appendRawFilter() {},
        get file() {
            const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
            file.initWithPath(folder);
            return file;
        },
        isModeSupported: async () => true,
        open(told) { Services.tm.dispatchToMainThread(() => told.done(Ci.nsIFilePicker.returnOK)); },
    };
    const factory = { createInstance: (wanted) => dialog.QueryInterface(wanted), QueryInterface: ChromeUtils.generateQI(["nsIFactory"]) };
    Components.manager.QueryInterface(Ci.nsIComponentRegistrar).registerFactory(Services.uuid.generateUUID(), "", "@mozilla.org/filepicker;1", factory);
"#;
