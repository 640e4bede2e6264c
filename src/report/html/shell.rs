//! The page that the HTML of an audit and of readiness share: it loads nothing and sends nothing, and its policy says so.
//!
//! What can be said without a script is written by the template; the matrix and the proofs come from data in the page, and the
//! page's script makes rows only when they are looked at.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::embed::{Inert, policy};
use crate::report::clean::clean;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Where the data goes. The template escapes every `<`, so that no name can look like this.
const DATA: &str = "<data-goes-here>";

/// What the template is given: its title, what it says of an audit, and of readiness where that was asked for.
#[derive(Serialize)]
pub(crate) struct Shell<'a, P, R> {
    pub(crate) title: &'a str,
    /// The answer in one line, where the rest does not begin with it.
    pub(crate) answer: Option<String>,
    pub(crate) page: P,
    pub(crate) readiness: Option<R>,
}

/// The same with what every page has.
#[derive(Serialize)]
struct Filled<'a, P, R> {
    #[serde(flatten)]
    shell: &'a Shell<'a, P, R>,
    policy: String,
    style: &'static str,
    script: &'static str,
    data: &'static str,
}

/// Writes a page, with the data that its script works with.
pub(crate) fn write<P: Serialize, R: Serialize>(
    shell: &Shell<'_, P, R>,
    data: &impl Serialize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let filled = Filled { shell, policy: policy(STYLE, SCRIPT), style: STYLE, script: SCRIPT, data: DATA };
    let html = render(&filled).map_err(io::Error::other)?;
    let (before, after) = html.split_once(DATA).unwrap_or((&html, ""));
    out.write_all(before.as_bytes())?;
    serde_json::to_writer(Inert(&mut *out), data)?;
    out.write_all(after.as_bytes())
}

fn render(filled: &impl Serialize) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(print);
    environment.add_template("page.html", TEMPLATE)?;
    environment.get_template("page.html")?.render(Serde(filled))
}

/// Prints a value: texts are cleaned as in every other format, then escaped.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => minijinja::escape_formatter(out, state, &Value::from(clean(text))),
        None => minijinja::escape_formatter(out, state, value),
    }
}
