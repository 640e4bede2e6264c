//! `rolecall lsp`: the real binary, spoken to as an editor does.
#![expect(clippy::indexing_slicing, reason = "what an answer lacks is null, and fails the test")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::check::{Folder, json, role, text};

/// An editor: its side of the conversation.
struct Client {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// What came unasked.
    unasked: Vec<Value>,
    requests: u64,
}

impl Client {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rolecall"))
            .args(["lsp", "--stdio"])
            .current_dir(folder)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let (stdin, stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
        Self { child, stdin, stdout: BufReader::new(stdout), unasked: Vec::new(), requests: 0 }
    }

    /// A client that has said hello.
    fn with(folder: &Path, capabilities: &Value) -> (Self, Value) {
        let mut client = Self::start(folder);
        let hello = client.ask("initialize", &json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        client.tell("initialized", &json!({}));
        (client, hello["result"].clone())
    }

    fn write(&mut self, message: &str) {
        write!(self.stdin, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("the program listens");
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    /// The response to a request.
    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        loop {
            let message = self.read();
            assert_eq!(message["jsonrpc"], "2.0");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.unasked.push(message);
        }
    }

    fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.stdout.read_line(&mut line).expect("the program speaks"), 0, "the program is gone");
            match line.trim_end() {
                "" => break,
                field => length = field.strip_prefix("Content-Length: ").expect("one field").parse().expect("a number"),
            }
        }
        let mut body = vec![0; length];
        self.stdout.read_exact(&mut body).expect("a whole message");
        json(&body)
    }

    fn open(&mut self, uri: &str, text: &str) -> Value {
        self.tell(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": uri, "languageId": "x", "version": 1, "text": text } }),
        );
        self.diagnostics(uri)
    }

    fn change(&mut self, uri: &str, version: u64, changes: &Value) -> Value {
        let of = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", &json!({ "textDocument": of, "contentChanges": changes }));
        let shown = self.diagnostics(uri);
        assert_eq!(shown["version"], version);
        shown
    }

    /// The next diagnostics of a text.
    fn diagnostics(&mut self, uri: &str) -> Value {
        loop {
            let at = self
                .unasked
                .iter()
                .position(|message| message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri);
            if let Some(at) = at {
                return self.unasked.remove(at)["params"].clone();
            }
            let message = self.read();
            self.unasked.push(message);
        }
    }

    /// Ends the conversation as the protocol says.
    fn leave(mut self) {
        assert_eq!(self.ask("shutdown", &Value::Null)["result"], Value::Null);
        self.tell("exit", &Value::Null);
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

fn uri(folder: &Folder, name: &str) -> String {
    format!("file://{}", folder.0.join(name).display())
}

fn codes(shown: &Value) -> Vec<&str> {
    let diagnostics = shown["diagnostics"].as_array().expect("diagnostics");
    diagnostics.iter().map(|diagnostic| diagnostic["code"].as_str().expect("a lint")).collect()
}

/// A text after the edits of a workspace edit: positions are lines and units of UTF-16.
fn applied(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let number = |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("a small one");
        let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let units: Vec<u16> = text.split_at(start).1.encode_utf16().take(number("character")).collect();
        start + String::from_utf16(&units).expect("whole characters").len()
    };
    let edits = edits.as_array().expect("edits").iter();
    let mut edits: Vec<(usize, usize, &str)> = edits
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    edits.iter().rev().for_each(|(start, end, new)| text.replace_range(start..end, new));
    text
}

/// What `check --fix` makes of a text.
fn fixed(folder: &Folder, name: &str, text: &str) -> String {
    folder.write(name, text);
    folder.check(&[name, "--fix", "--fail-on", "never"]);
    std::fs::read_to_string(folder.0.join(name)).expect("the file")
}

/// A role with two findings that can be mended, one that cannot, and letters of two units.
const ROLE: &str = "{\r\n  \"Name\": \"Op\u{e9}rator \u{1f600}\",\r\n  \"Id\": \"5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2\",
  \"Description\": \"Starts machines.\",
  \"Actions\": [
    \"Microsoft.Compute/virtualMachines/start/action\", \"Microsoft.Compute/virtualMachines/Start/action\",
    /* \u{1f600} */ \"Microsoft.Compute/virtualMachines/deallocate/action \",
    \"Microsoft.Compute/virtualMachines/runCommand/action\"
  ],
  \"NotActions\": [],
  \"AssignableScopes\": [\"/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401/resourceGroups/rg-soc\"]
}
";

#[test]
fn lsp_answers_an_editor_from_hello_to_exit() {
    let folder = Folder::new("lsp");
    let (mut client, hello) = Client::with(&folder.0, &json!({}));
    assert_eq!(hello["capabilities"]["positionEncoding"], "utf-16");
    let file = uri(&folder, "role.json");
    let shown = client.open(&file, ROLE);
    assert_eq!(codes(&shown), ["duplicate-action", "stray-blank", "privilege-escalation"], "{shown:#}");
    let blank = &shown["diagnostics"][1];
    assert_eq!(blank["range"]["start"], json!({ "line": 6, "character": 13 }), "a pair of surrogates is before it");
    assert!(blank["message"].as_str().is_some_and(|message| message.contains("\nhelp: ")), "{blank}");

    let at = |line: u64, character: u64| json!({ "textDocument": { "uri": file }, "position": { "line": line, "character": character } });
    let hover = client.ask("textDocument/hover", &at(7, 20));
    let said = hover["result"]["contents"]["value"].as_str().expect("Markdown");
    assert!(said.contains("Lets its holder") && said.contains("privileged"), "{said}");
    let scope = client.ask("textDocument/hover", &at(10, 40));
    assert!(
        scope["result"]["contents"]["value"].as_str().is_some_and(|said| said.contains("the resource group `rg-soc`")),
        "{scope}"
    );
    assert_eq!(client.ask("textDocument/hover", &at(0, 0))["result"], Value::Null);

    let duplicate = json!({ "start": { "line": 5, "character": 52 }, "end": { "line": 5, "character": 101 } });
    let fixed_text = fixed(&folder, "role.json", ROLE);
    let asked = json!({ "textDocument": { "uri": file }, "range": duplicate, "context": { "diagnostics": [] } });
    let fixes = client.ask("textDocument/codeAction", &asked);
    let fixes = fixes["result"].as_array().expect("code actions");
    let kinds: Vec<&str> = fixes.iter().map(|fix| fix["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["quickfix", "source.fixAll.rolecall"]);
    assert_eq!(fixes[0]["diagnostics"][0]["code"], "duplicate-action");
    assert_eq!(applied(ROLE, &fixes[1]["edit"]["changes"][&file]), fixed_text, "as `check --fix` does");
    let once = applied(ROLE, &fixes[0]["edit"]["changes"][&file]);

    let shown = client.change(&file, 2, &change_of(fixes[0]["edit"]["changes"][&file].as_array().expect("edits")));
    assert_eq!(codes(&shown), ["stray-blank", "privilege-escalation"], "{shown:#}");
    let whole = json!({ "textDocument": { "uri": file }, "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } },
        "context": { "only": ["source.fixAll"] } });
    let all = client.ask("textDocument/codeAction", &whole);
    assert_eq!(applied(&once, &all["result"][0]["edit"]["changes"][&file]), fixed_text);

    let typing = json!([{ "range": { "start": { "line": 9, "character": 17 }, "end": { "line": 9, "character": 17 } }, "text": "\"Microsoft.Compute/virtualM" }]);
    let shown = client.change(&file, 3, &typing);
    assert_eq!(codes(&shown), ["unreadable-file"], "half a word is no JSON");
    let offered = client.ask("textDocument/completion", &at(9, 44));
    let items = offered["result"]["items"].as_array().expect("items");
    let machines = items.iter().find(|item| item["label"] == "virtualMachines/").expect("a type");
    assert_eq!(machines["textEdit"]["newText"], "Microsoft.Compute/virtualMachines/");
    assert_eq!(machines["textEdit"]["range"]["start"], json!({ "line": 9, "character": 18 }));

    client.tell("textDocument/didClose", &json!({ "textDocument": { "uri": file } }));
    assert_eq!(codes(&client.diagnostics(&file)), Vec::<&str>::new(), "what is closed has no diagnostics");
    client.leave();
}

/// The edits of one action as one change: each is about the text before, so the last one comes first.
fn change_of(edits: &[Value]) -> Value {
    let change = |edit: &Value| json!({ "range": edit["range"], "text": edit["newText"] });
    edits.iter().rev().map(change).collect()
}

#[test]
fn lsp_shows_what_check_finds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut client, _) = Client::with(root, &json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } }));
    let mut seen = 0;
    for folder in [
        "fixtures/check/team/roles",
        "fixtures/lint-cases",
        "fixtures/lint/duplicate-action",
        "fixtures/lint/condition-bypassable",
    ] {
        let mut paths: Vec<_> =
            std::fs::read_dir(root.join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.is_file() && path.extension().is_some_and(|ending| ending != "snap"));
        paths.sort();
        for path in paths {
            let checked = crate::support::program::rolecall(
                &["check", path.to_str().expect("letters"), "--format", "json", "--fail-on", "never"],
                b"",
            );
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            let shown = client.open(&format!("file://{}", path.display()), &text);
            let key =
                |lint: &Value, line: u64, message: &str| (lint.as_str().expect("an id").to_owned(), line, message.to_owned());
            let shown: Vec<_> = shown["diagnostics"]
                .as_array()
                .expect("diagnostics")
                .iter()
                .map(|own| {
                    let message = own["message"].as_str().expect("a message");
                    key(
                        &own["code"],
                        own["range"]["start"]["line"].as_u64().expect("a line") + 1,
                        message.split('\n').next().unwrap_or_default(),
                    )
                })
                .collect();
            let Ok(report) = serde_json::from_slice::<Value>(&checked.stdout) else { continue };
            let found: Vec<_> = report["findings"]
                .as_array()
                .expect("findings")
                .iter()
                .filter(|own| own["known"] == false && own.get("allowed").is_none() && own["path"].as_str() == path.to_str())
                .map(|own| {
                    key(&own["lint"], own["line"].as_u64().expect("a line"), own["message"].as_str().expect("a message"))
                })
                .collect();
            seen += found.len();
            assert_eq!(shown, found, "{}", path.display());
        }
    }
    assert!(seen > 50, "{seen} findings are not many");
    client.leave();
}

#[test]
fn lsp_heeds_the_configuration_and_what_is_open() {
    let folder = Folder::new("lsp-config");
    folder.git(&["init", "-q"]);
    folder.write(".rolecall.yaml", "severities: {wildcard-write: off}\nexclude: [generated]\n");
    let (mut client, _) = Client::with(&folder.0, &json!({}));
    let wide = role("Wide", "Microsoft.Compute/*");
    let file = uri(&folder, "roles/wide.json");
    let before = client.open(&file, &wide);
    assert!(!codes(&before).contains(&"name-missing"), "{before:#}");
    assert_eq!(codes(&client.open(&uri(&folder, "generated/wide.json"), &wide)), Vec::<&str>::new(), "it is excluded");
    assert_eq!(codes(&client.open(&uri(&folder, "notes.md"), &wide)), Vec::<&str>::new(), "no role file by its name");
    assert_eq!(codes(&client.open(&uri(&folder, "other.json"), "{\"a\": 1,}")), Vec::<&str>::new(), "nor by its words");
    assert!(!codes(&before).is_empty(), "the role lets its holder run code");
    let first = codes(&before)[0].to_owned();
    folder.write(".rolecall.yaml", &format!("severities: {{{first}: off}}\n"));
    client.tell("textDocument/didSave", &json!({ "textDocument": { "uri": file } }));
    assert!(!codes(&client.diagnostics(&file)).contains(&first.as_str()), "the configuration is read again");
    folder.write(".rolecall.yaml", "severities: {no-such-lint: off}\n");
    client.tell("workspace/didChangeWatchedFiles", &json!({ "changes": [] }));
    let shown = client.diagnostics(&file);
    assert!(shown["diagnostics"][0]["message"].as_str().is_some_and(|message| message.contains(".rolecall.yaml")), "{shown:#}");
    client.leave();
}

#[test]
fn lsp_reads_unsaved_neighbours() {
    let folder = Folder::new("lsp-neighbours");
    folder.git(&["init", "-q"]);
    let locals = |action: &str| format!("locals {{\n  granted = [\"{action}\"]\n}}\n");
    let main = "resource \"azurerm_role_definition\" \"soc\" {\n  name = \"SOC\"\n  description = \"x\"\n  scope = \"/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401\"
  permissions {\n    actions = local.granted\n  }\n  assignable_scopes = [\"/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401\"]\n}\n";
    folder.write("locals.tf", &locals("Microsoft.Support/supportTickets/read"));
    folder.write("main.tf", main);
    let (mut client, _) = Client::with(&folder.0, &json!({}));
    let before = client.open(&uri(&folder, "main.tf"), main);
    assert!(!codes(&before).contains(&"owner-equivalent"), "{before:#}");
    client.open(&uri(&folder, "locals.tf"), &locals("*"));
    let after = client.change(&uri(&folder, "main.tf"), 2, &json!([{ "text": main.replace("\"x\"", "\"y\"") }]));
    assert!(codes(&after).contains(&"owner-equivalent"), "{after:#}");
    client.leave();
}

#[test]
fn lsp_keeps_to_the_protocol() {
    let folder = Folder::new("lsp-protocol");
    let mut client = Client::start(&folder.0);
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    assert_eq!(code(&client.ask("textDocument/hover", &json!({}))), Some(-32002), "before `initialize`");
    client.tell("textDocument/didOpen", &json!({}));
    client.ask(
        "initialize",
        &json!({ "capabilities": { "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } } }),
    );
    client.tell("initialized", &json!({}));
    assert_eq!(code(&client.ask("initialize", &json!({}))), Some(-32600), "twice");
    let asked =
        client.unasked.iter().find(|message| message["method"] == "client/registerCapability").expect("it asks to be told");
    let answer = json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }).to_string();
    client.write(&answer);
    assert_eq!(code(&client.ask("textDocument/rename", &json!({}))), Some(-32601), "an unknown method");
    assert_eq!(code(&client.ask("$/unknown", &json!({}))), Some(-32601), "one of another protocol");
    assert_eq!(code(&client.ask("textDocument/hover", &json!({ "position": -1 }))), Some(-32602), "parameters that are none");
    client.tell("$/setTrace", &json!({ "value": "off" }));
    client.tell("textDocument/didChange", &json!({ "textDocument": 7 }));
    client.write("{\"jsonrpc\": \"2.0\", ");
    let refused = client.read();
    assert_eq!((code(&refused), &refused["id"]), (Some(-32700), &Value::Null));
    let nowhere = json!({ "textDocument": { "uri": "file:///nowhere.json" }, "position": { "line": 1, "character": 1 } });
    assert_eq!(client.ask("textDocument/completion", &nowhere)["result"], Value::Null, "a text that is not open");
    assert_eq!(client.ask("shutdown", &Value::Null)["result"], Value::Null);
    assert_eq!(code(&client.ask("textDocument/hover", &json!({}))), Some(-32600), "after `shutdown`");
    client.tell("exit", &Value::Null);
    assert_eq!(client.child.wait().expect("it ends").code(), Some(0));

    let (mut client, _) = Client::with(&folder.0, &json!({}));
    client.tell("exit", &Value::Null);
    assert_eq!(client.child.wait().expect("it ends").code(), Some(1), "without `shutdown`");
    let (client, _) = Client::with(&folder.0, &json!({}));
    let Client { mut child, stdin, .. } = client;
    drop(stdin);
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "the editor is gone");
    let other = crate::support::program::rolecall(&["lsp"], b"GET / HTTP/1.1\r\n\r\n");
    assert_eq!((other.status.code(), text(&other.stdout)), (Some(1), String::new()), "another protocol");
}
