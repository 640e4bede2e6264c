//! [`serve`]: the conversation with one editor, from `initialize` to `exit` (Language Server Protocol 3.17).
//!
//! Messages wait while others are worked on. What waits is taken together: texts are examined once, after the last of their changes, and
//! a request that was cancelled meanwhile is not worked on.

use std::io::{self, BufRead, Write};
use std::sync::mpsc;
use std::thread;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use rustc_hash::FxHashSet;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::abilities::ClientAbilities;
use super::editor::{Editor, EditorOptions};
use super::frame::{self, Received};
use super::params::{AtPosition, InRange, OfText};
use super::quick_fixes::{FIX_ALL, QUICK_FIX};
use crate::arrange::Arrange as _;

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// The editor asked for the end before: exit code 0.
    Orderly,
    /// It did not, or is gone: exit code 1.
    Abrupt,
}

/// What the protocol allows at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Running,
    ShutDown,
}

/// Answers an editor until it says `exit`, or its stream ends.
pub fn serve(
    options: &EditorOptions,
    mut input: impl BufRead + Send + 'static,
    output: &mut dyn Write,
) -> io::Result<Farewell> {
    let (sender, receiver) = mpsc::channel();
    // It ends with the stream, or with the process: nobody waits for it.
    thread::Builder::new().name("messages".to_owned()).spawn(move || {
        while let Ok(Some(received)) = frame::read(&mut input) {
            if sender.send(received).is_err() {
                break;
            }
        }
    })?;
    let mut server = LanguageServer { editor: Editor::new(options), stage: Stage::New, stale: FxHashSet::default(), output };
    while let Ok(first) = receiver.recv() {
        let waiting: Vec<Received> = std::iter::once(first).chain(receiver.try_iter()).collect();
        if server.take(waiting)? {
            break;
        }
    }
    Ok(if server.stage == Stage::ShutDown { Farewell::Orderly } else { Farewell::Abrupt })
}

/// One side of the conversation.
struct LanguageServer<'s> {
    editor: Editor<'s>,
    stage: Stage,
    /// The texts of which the editor has old diagnostics, or none.
    stale: FxHashSet<String>,
    output: &'s mut dyn Write,
}

impl<'s> LanguageServer<'s> {
    /// Works on all that waits; whether `exit` is among it.
    fn take(&mut self, waiting: Vec<Received>) -> io::Result<bool> {
        let cancelled: FxHashSet<RequestId> = waiting.iter().filter_map(cancelled).collect();
        for received in waiting {
            match received {
                Received::Message(Message::Notification(exit)) if exit.method == "exit" => return Ok(true),
                Received::Message(Message::Notification(notification)) => self.notice(notification)?,
                Received::Message(Message::Request(request)) => {
                    // What was opened before the end is told of, whether the end waited already or not.
                    if request.method == "shutdown" {
                        self.publish()?;
                    }
                    let response = self.response(request, &cancelled);
                    self.send(&response.into())?;
                }
                // An answer to what this side asked: there is nothing to learn from it.
                Received::Message(Message::Response(_)) => {}
                Received::Malformed => self.refuse()?,
            }
        }
        self.publish()?;
        Ok(false)
    }

    fn send(&mut self, message: &Message) -> io::Result<()> {
        message.write(&mut self.output)
    }

    /// What was no message has no id to be answered to.
    fn refuse(&mut self) -> io::Result<()> {
        let error = json!({ "code": ErrorCode::ParseError as i32, "message": "this is no message of the protocol" });
        let text = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
        write!(self.output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.output.flush()
    }

    fn response(&mut self, request: Request, cancelled: &FxHashSet<RequestId>) -> Response {
        let Request { id, method, params } = request;
        if cancelled.contains(&id) {
            return Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned());
        }
        match self.answer(&method, params) {
            Ok(answer) => Response::new_ok(id, answer),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, (ErrorCode, String)> {
        match (self.stage, method) {
            (Stage::New, "initialize") => Ok(self.initialize(&params)),
            (Stage::New, _) => Err((ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned())),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Value::Null)
            }
            (Stage::Running, "textDocument/hover") => Ok(self.editor.hover(&of::<AtPosition>(params)?)),
            (Stage::Running, "textDocument/completion") => Ok(self.editor.completion(&of::<AtPosition>(params)?)),
            (Stage::Running, "textDocument/codeAction") => Ok(self.editor.quick_fixes(&of::<InRange>(params)?)),
            (Stage::Running, "initialize") | (Stage::ShutDown, _) => {
                Err((ErrorCode::InvalidRequest, format!("`{method}` is not for now")))
            }
            (Stage::Running, _) => Err((ErrorCode::MethodNotFound, format!("there is no method `{method}` here"))),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.stage = Stage::Running;
        self.editor.client = ClientAbilities::of(params);
        json!({
            "capabilities": {
                "positionEncoding": self.editor.client.unit.name(),
                "textDocumentSync": { "openClose": true, "change": 2, "save": {} },
                "hoverProvider": true,
                "completionProvider": { "triggerCharacters": ["/", ".", "\"", "'"] },
                "codeActionProvider": { "codeActionKinds": [QUICK_FIX, FIX_ALL] },
            },
            "serverInfo": { "name": "rolecall", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    /// A notification; one that is not known, or makes no sense, has no answer.
    fn notice(&mut self, notification: Notification) -> io::Result<()> {
        let Notification { method, params } = notification;
        if self.stage != Stage::Running {
            return Ok(());
        }
        match method.as_str() {
            "initialized" if self.editor.client.watches => self.send(&watching().into())?,
            "textDocument/didOpen" => self.edit(params, Editor::open),
            "textDocument/didChange" => self.edit(params, Editor::change),
            "textDocument/didClose" => self.close(params)?,
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.editor.forget();
                self.stale.extend(self.editor.uris());
            }
            _ => {}
        }
        Ok(())
    }

    /// Changes a text, whose diagnostics are old then.
    fn edit<P: DeserializeOwned>(&mut self, params: Value, edit: impl Fn(&mut Editor<'s>, P) -> String) {
        if let Ok(params) = serde_json::from_value(params) {
            let uri = edit(&mut self.editor, params);
            self.stale.insert(uri);
        }
    }

    /// The diagnostics of a text that is closed go away.
    fn close(&mut self, params: Value) -> io::Result<()> {
        let Ok(OfText { text_document }) = serde_json::from_value(params) else { return Ok(()) };
        let uri = text_document.uri;
        self.stale.remove(&uri);
        if self.editor.close(&uri) { self.show(json!({ "uri": uri, "diagnostics": [] })) } else { Ok(()) }
    }

    /// Sends the diagnostics of the texts that changed.
    fn publish(&mut self) -> io::Result<()> {
        let mut stale: Vec<String> = self.stale.drain().collect();
        stale.arrange();
        for uri in stale {
            if let Some(diagnostics) = self.editor.diagnostics(&uri) {
                self.show(diagnostics)?;
            }
        }
        Ok(())
    }

    fn show(&mut self, diagnostics: Value) -> io::Result<()> {
        let method = "textDocument/publishDiagnostics".to_owned();
        self.send(&Notification { method, params: diagnostics }.into())
    }
}

/// The request that a notification takes back.
fn cancelled(received: &Received) -> Option<RequestId> {
    let Received::Message(Message::Notification(notification)) = received else { return None };
    let id = notification.params.get("id").filter(|_| notification.method == "$/cancelRequest")?;
    serde_json::from_value(id.clone()).ok()
}

fn of<P: DeserializeOwned>(params: Value) -> Result<P, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// Asks the client to tell when a configuration, or what a role file may take something from, changes on the disk.
fn watching() -> Request {
    let watchers = ["**/.rolecall.yaml", "**/*.{tf,tfvars,bicep}"].map(|glob| json!({ "globPattern": glob }));
    let registration = json!({
        "id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers },
    });
    let id = RequestId::from("watch-files".to_owned());
    Request { id, method: "client/registerCapability".to_owned(), params: json!({ "registrations": [registration] }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::Catalog;
    use crate::pattern::Wildcards;

    const ROLE: &str = r#"{"Name": "A", "Actions": ["Microsoft.Support/*", "😀*"], "AssignableScopes": ["/"]}"#;

    fn framed(messages: &[Value]) -> Vec<u8> {
        let one = |message: &Value| format!("Content-Length: {}\r\n\r\n{message}", message.to_string().len());
        messages.iter().map(one).collect::<String>().into_bytes()
    }

    fn request(id: i32, method: &str, params: &Value) -> Value {
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
    }

    fn notification(method: &str, params: &Value) -> Value {
        json!({ "jsonrpc": "2.0", "method": method, "params": params })
    }

    fn opened(text: &str) -> Value {
        notification(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": "file:///role.json", "version": 1, "text": text } }),
        )
    }

    /// What the server says to messages that follow a hello.
    fn said(messages: &[Value]) -> (Vec<Value>, Farewell) {
        let options = EditorOptions { catalog: Catalog::embedded(), wildcards: Wildcards::Documented };
        let hello = [request(0, "initialize", &json!({})), notification("initialized", &json!({}))];
        let input = framed(&[&hello, messages].concat());
        let mut output = Vec::new();
        let farewell = serve(&options, io::Cursor::new(input), &mut output).expect("a buffer takes everything");
        let mut rest = output.as_slice();
        let mut said = Vec::new();
        while let Some(head) = rest.windows(4).position(|four| four == b"\r\n\r\n") {
            let length =
                String::from_utf8_lossy(&rest[..head]).replace("Content-Length: ", "").parse::<usize>().expect("a length");
            said.push(serde_json::from_slice(&rest[head + 4..head + 4 + length]).expect("JSON"));
            rest = &rest[head + 4 + length..];
        }
        (said, farewell)
    }

    /// Both are there before the first is worked on.
    #[test]
    fn lsp_does_not_work_on_what_is_cancelled() {
        let options = EditorOptions { catalog: Catalog::embedded(), wildcards: Wildcards::Documented };
        let mut output = Vec::new();
        let mut server = LanguageServer {
            editor: Editor::new(&options),
            stage: Stage::Running,
            stale: FxHashSet::default(),
            output: &mut output,
        };
        let waiting = [
            request(7, "textDocument/hover", &Value::Null),
            notification("$/cancelRequest", &json!({ "id": 7 })),
            notification("$/cancelRequest", &json!({ "id": 8 })),
        ];
        let message = |message| Received::Message(serde_json::from_value(message).expect("a message"));
        assert!(!server.take(waiting.into_iter().map(message).collect()).expect("a buffer takes everything"));
        let said = String::from_utf8(output).expect("text");
        assert!(said.contains("-32800") && said.matches("Content-Length").count() == 1, "{said}");
    }

    #[test]
    fn lsp_passes_over_what_is_too_large() {
        let large = format!("{ROLE}{}", " ".repeat(10 << 20));
        let (said, farewell) =
            said(&[opened(&large), request(1, "shutdown", &Value::Null), notification("exit", &Value::Null)]);
        let shown = said.iter().find(|message| message["method"] == "textDocument/publishDiagnostics").expect("diagnostics");
        assert_eq!((&shown["params"]["diagnostics"], farewell), (&json!([]), Farewell::Orderly));
    }

    /// What somebody may send: numbers of any size, texts of half characters, and values of other kinds.
    fn anything() -> impl Strategy<Value = Value> {
        let number = prop_oneof![Just(0_u64), 0..9_u64, Just(u64::MAX), Just(u64::from(u32::MAX))];
        let position = (number.clone(), number).prop_map(|(line, character)| json!({ "line": line, "character": character }));
        let range = (position.clone(), position.clone()).prop_map(|(start, end)| json!({ "start": start, "end": end }));
        let text = prop_oneof![Just(String::new()), "[a😀\"\\[{\\]},:\r\n*/]{0,9}", Just(ROLE.to_owned())];
        let of = json!({ "uri": "file:///role.json", "version": 2 });
        let change = prop_oneof![
            (range.clone(), text.clone()).prop_map(|(range, text)| json!({ "range": range, "text": text })),
            text.prop_map(|text| json!({ "text": text })),
        ];
        let changed = proptest::collection::vec(change, 0..4);
        let document = of.clone();
        prop_oneof![
            changed.prop_map(move |changes| json!({ "textDocument": of, "contentChanges": changes })),
            (position, range).prop_map(move |(position, range)| {
                json!({ "textDocument": document, "position": position, "range": range, "context": { "only": null } })
            }),
            Just(Value::Null),
            Just(json!([1])),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn lsp_answers_every_request_once(all in proptest::collection::vec((0_usize..6, anything()), 1..12)) {
            const METHODS: [&str; 6] = [
                "textDocument/didChange", "textDocument/hover", "textDocument/completion", "textDocument/codeAction",
                "textDocument/didSave", "textDocument/unknown",
            ];
            let message = |(id, (method, params)): (i32, &(usize, Value))| match METHODS[*method] {
                method if method.contains("/did") => notification(method, params),
                method => request(id, method, params),
            };
            let messages: Vec<Value> = (1..).zip(&all).map(message).collect();
            let (said, farewell) = said(&[vec![opened(ROLE)], messages.clone()].concat());
            let ids = |messages: &[Value]| messages.iter().filter_map(|message| message["id"].as_i64()).collect::<Vec<_>>();
            let asked = [vec![0], ids(&messages)].concat();
            prop_assert_eq!(ids(&said), asked);
            prop_assert_eq!(farewell, Farewell::Abrupt);
        }
    }
}
