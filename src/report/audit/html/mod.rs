//! HTML: one page that a manager opens and a reviewer explores. It loads nothing and sends nothing, and its policy says so.
//!
//! What can be said without a script is written by the template; the matrix and the proofs come from data in the page, and the
//! page's script makes rows only when they are looked at.

mod data;
mod embed;
mod page;
mod people;
mod sha256;
mod table;

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::report::AuditReport;
use crate::report::clean::clean;
use data::Data;
use embed::{Inert, policy};
use page::AuditPage;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Where the data goes. The template escapes every `<`, so that no name can look like this.
const DATA: &str = "<data-goes-here>";

/// The page of an audit.
pub(in crate::report) fn write(report: &AuditReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_page(report, "Who can do what", None::<()>, out)
}

/// The page of an audit, with what else is to be said at its top.
pub(in crate::report) fn write_page(
    report: &AuditReport<'_>,
    title: &str,
    readiness: Option<impl Serialize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let data = Data::new(report);
    let page = AuditPage::new(report, &data);
    let frame = Frame { title, page, readiness, policy: policy(STYLE, SCRIPT), style: STYLE, script: SCRIPT, data: DATA };
    let html = render(&frame).map_err(io::Error::other)?;
    let (before, after) = html.split_once(DATA).unwrap_or((&html, ""));
    out.write_all(before.as_bytes())?;
    serde_json::to_writer(Inert(&mut *out), &data)?;
    out.write_all(after.as_bytes())
}

/// What the template is given.
#[derive(Serialize)]
struct Frame<'a, R> {
    title: &'a str,
    page: AuditPage<'a>,
    readiness: Option<R>,
    policy: String,
    style: &'static str,
    script: &'static str,
    data: &'static str,
}

fn render(frame: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(print);
    environment.add_template("page.html", TEMPLATE)?;
    environment.get_template("page.html")?.render(Serde(frame))
}

/// Prints a value: texts are cleaned as in every other format, then escaped.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(clean(text))),
        None => minijinja::escape_formatter(out, state, value),
    }
}
