//! [`Page`]: the files, the tenant that they describe, and the last answer to each kind of question.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rolecall::{
    Answer, AuditOptions, Catalog, Error, ExplainOptions, Format, NamedText, PackChoice, ReadinessCheck, Tenant, TenantOptions,
    Vouched, WhoCanOptions,
};
use serde::{Deserialize, Serialize};

use crate::request::{Question, Refusal, Request};

/// What writes an answer.
type Writer = Box<dyn Fn(Format) -> Result<String, Error>>;

/// What the page has been given, and what it has answered.
#[derive(Default)]
pub(crate) struct Page {
    files: Vec<NamedText>,
    tenant: Option<Tenant>,
    answers: BTreeMap<Question, Writer>,
}

/// What the page can offer before anything is read.
#[derive(Serialize)]
struct About {
    version: &'static str,
    packs: Vec<PackAbout>,
}

#[derive(Serialize)]
struct PackAbout {
    id: String,
    title: String,
    /// Id and title of each.
    tasks: Vec<(String, String)>,
}

/// The names in the JSON of an audit; all else of it is passed over.
#[derive(Deserialize, Serialize)]
struct Names<'a> {
    #[serde(borrow)]
    principals: Vec<PrincipalName<'a>>,
    #[serde(borrow)]
    targets: Vec<TargetName<'a>>,
}

#[derive(Deserialize, Serialize)]
struct PrincipalName<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    upn: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Serialize)]
struct TargetName<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
}

impl Page {
    /// The answer to a message whose last bytes are a request.
    pub(crate) fn answer(&mut self, mut message: Vec<u8>, request: usize) -> Result<String, Refusal> {
        let text = message.split_off(message.len().saturating_sub(request));
        let asked = |error: serde_json::Error| Refusal::Asked { code: "page::request", message: error.to_string() };
        self.follow(serde_json::from_slice(&text).map_err(asked)?, message)
    }

    fn follow(&mut self, request: Request, bytes: Vec<u8>) -> Result<String, Refusal> {
        match request {
            Request::About => return Ok(about()),
            Request::File { name, folder, modified } => self.files.push(file(NamedText::new(name, bytes), folder, modified)),
            Request::Tenant { at, complete } => self.read(&at, &complete)?,
            Request::Audit { pack, all } => {
                let options = AuditOptions { packs: packs(Some(pack)), all, ..AuditOptions::default() };
                let audit = self.tenant()?.audit(&options)?;
                self.keep(Question::Audit, audit);
            }
            Request::Readiness { workspace, pack, connected } => {
                let check = ReadinessCheck { packs: packs(pack), connected, ..ReadinessCheck::default() };
                let readiness = self.tenant()?.readiness(&workspace, &check)?;
                self.keep(Question::Readiness, readiness);
            }
            Request::WhoCan { what, scopes, data } => {
                let options = WhoCanOptions { scopes, data, ..WhoCanOptions::default() };
                let who_can = self.tenant()?.who_can(&what, &options)?;
                self.keep(Question::WhoCan, who_can);
            }
            Request::Explain { principal, what, scopes, data } => {
                let options = ExplainOptions { scopes, data, ..ExplainOptions::default() };
                let explanation = self.tenant()?.explain(&principal, &what, &options)?;
                self.keep(Question::Explain, explanation);
            }
            Request::Names => return self.names(),
            Request::Write { answer, format } => return self.write(answer, &format),
        }
        Ok(String::new())
    }

    /// The files become a tenant: each text is given up as soon as it was read.
    fn read(&mut self, at: &str, complete: &[String]) -> Result<(), Refusal> {
        let files = std::mem::take(&mut self.files);
        self.answers.clear();
        self.tenant = None;
        let vouched: Result<Vec<Vouched>, String> = complete.iter().map(|kind| Vouched::parse(kind)).collect();
        let vouched = vouched.map_err(|message| Refusal::Asked { code: "argument::no_kind", message })?;
        self.tenant = Some(Tenant::from_owned_exports(files, &TenantOptions::at(at)?.complete(vouched))?);
        Ok(())
    }

    fn tenant(&self) -> Result<&Tenant, Refusal> {
        let nothing = || Refusal::Asked { code: "page::no_exports", message: "no exports are read".to_owned() };
        self.tenant.as_ref().ok_or_else(nothing)
    }

    fn keep(&mut self, question: Question, answer: impl Answer + 'static) {
        self.answers.insert(question, Box::new(move |format| answer.render(format)));
    }

    fn names(&self) -> Result<String, Refusal> {
        let report = self.write(Question::Audit, Format::Json.name())?;
        let names = serde_json::from_str::<Names<'_>>(&report).and_then(|names| serde_json::to_string(&names));
        names.map_err(|error| Refusal::Asked { code: "page::names", message: error.to_string() })
    }

    fn write(&self, question: Question, format: &str) -> Result<String, Refusal> {
        let unasked = || Refusal::Asked { code: "page::not_asked", message: "the question has not been asked".to_owned() };
        let unknown = || Refusal::Asked { code: "argument::no_format", message: format!("`{format}` is not a format") };
        let write = self.answers.get(&question).ok_or_else(unasked)?;
        Ok(write(Format::parse(format).ok_or_else(unknown)?)?)
    }
}

fn file(text: NamedText, folder: Option<String>, modified: Option<i64>) -> NamedText {
    let text = match folder {
        Some(folder) => text.found_in(folder),
        None => text,
    };
    match modified {
        Some(seconds) => text.modified(seconds),
        None => text,
    }
}

fn packs(id: Option<String>) -> Vec<PackChoice> {
    id.into_iter().map(PackChoice::Embedded).collect()
}

fn about() -> String {
    let catalog = Catalog::embedded();
    let embedded = rolecall::pack::EMBEDDED.iter().filter_map(|(id, _)| rolecall::pack::embedded(id));
    let packs = embedded.filter_map(|source| rolecall::pack::pack(&source, &catalog).ok()).map(|pack| PackAbout {
        tasks: pack.tasks.iter().map(|task| (task.id.clone(), task.title.clone())).collect(),
        id: pack.id,
        title: pack.title,
    });
    let about = About { version: env!("CARGO_PKG_VERSION"), packs: packs.collect() };
    serde_json::to_string(&about).unwrap_or_default()
}
