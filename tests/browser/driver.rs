//! A client of `WebDriver` (<https://www.w3.org/TR/webdriver2/>) as small as these tests need: `chromedriver` on the loopback
//! interface, one request after another over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

/// A page in which scripts run, in whichever browser.
pub(crate) trait Scripted {
    /// Runs a script in the page, and gives what it returns.
    fn run(&self, script: &str) -> Value;
}

impl Scripted for Browser {
    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }
}

/// A browser with one empty window and nothing of anybody's profile; it ends with the value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    pub(crate) folder: PathBuf,
}

impl Browser {
    pub(crate) fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("rolecall-browser-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the browser");
        let (driver, port) = (0..STARTS).find_map(|_| listening()).expect("chromedriver takes a port");
        let mut browser = Self { driver, port, session: String::new(), folder };
        let session = browser.call("POST", "/session", &browser.wishes());
        browser.session = format!("/session/{}", session["sessionId"].as_str().expect("a session"));
        browser
    }

    fn wishes(&self) -> Value {
        let profile = format!("--user-data-dir={}", self.folder.join("profile").display());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1400,1000",
            &profile,
        ];
        json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        } } })
    }

    /// Opens a page.
    pub(crate) fn open(&self, page: &Path) {
        self.post("/url", &json!({ "url": format!("file://{}", page.display()) }));
    }

    /// Chooses a file or a folder in the input that a selector finds.
    pub(crate) fn give(&self, selector: &str, path: &Path) {
        let input = self.element(selector);
        self.post(&format!("/element/{input}/value"), &json!({ "text": path }));
    }

    /// Goes into the frame that a selector finds.
    pub(crate) fn enter(&self, selector: &str) {
        let frame = self.element(selector);
        self.post("/frame", &json!({ "id": { ELEMENT: frame } }));
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    /// Presses keys, one after another, wherever the focus is.
    pub(crate) fn press(&self, keys: &[&str]) {
        let down_and_up = keys.iter().flat_map(|key| [("keyDown", key), ("keyUp", key)]);
        let actions: Vec<Value> = down_and_up.map(|(kind, key)| json!({ "type": kind, "value": key })).collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// A command of the browser's own protocol.
    pub(crate) fn tell(&self, command: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// What the browser has logged since the last time.
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        self.post("/se/log", &json!({ "type": kind })).as_array().expect("a log").clone()
    }

    /// The page printed, as a PDF in base 64.
    pub(crate) fn print(&self) -> String {
        self.post("/print", &json!({})).as_str().expect("a document").to_owned()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", &format!("{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("chromedriver listens");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).expect("chromedriver reads");
        let mut answer: Value = serde_json::from_slice(&content(BufReader::new(stream))).expect("an answer in JSON");
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{path}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.call("DELETE", &self.session, &json!({}));
        }
        // It may have ended by itself, and the browser may still be writing to its profile: neither is a failure.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The key of an element, as the standard has it.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How often chromedriver is started before a test gives up. It asks for any free port of IPv4, then for the same port of IPv6, and
/// ends where another process has taken that one in between.
const STARTS: usize = 10;

/// A chromedriver with the port that it says it took; nothing where it ended without one.
fn listening() -> Option<(Child, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts: apt-get install chromium chromium-driver");
    let said = BufReader::new(driver.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let after = |line: String| line.split_once("on port ")?.1.trim_end_matches('.').parse().ok();
    let port = said.filter(|line| line.contains("started successfully")).find_map(after);
    if port.is_none() {
        // It has closed its output, so it is ending by itself.
        let _ = driver.kill();
        let _ = driver.wait();
    }
    Some((driver, port?))
}

/// The body of an HTTP answer, as long as its head says.
fn content(mut answer: BufReader<TcpStream>) -> Vec<u8> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line).expect("a line of the head");
        if line.trim().is_empty() {
            break;
        }
        if let Some(("content-length", value)) = line.to_lowercase().split_once(':') {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body).expect("the whole body");
    body
}
