//! What reading costs at least: parses role assignments into rows that borrow from the text, with `serde_json` alone.
//!
//! ```sh
//! cargo run --release --example parse_baseline -- FOLDER/role-assignments.json
//! ```

use std::borrow::Cow;
use std::io;
use std::time::Instant;

use serde::Deserialize;

#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow)]
    value: Vec<Row<'a>>,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    properties: Properties<'a>,
    #[serde(borrow)]
    id: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(borrow)]
    role_definition_id: Cow<'a, str>,
    #[serde(borrow)]
    principal_id: Cow<'a, str>,
    #[serde(borrow)]
    scope: Cow<'a, str>,
    #[serde(borrow)]
    condition: Option<Cow<'a, str>>,
}

fn main() -> io::Result<()> {
    let path = std::env::args().nth(1).ok_or_else(|| io::Error::other("usage: parse_baseline FILE"))?;
    let start = Instant::now();
    let text = std::fs::read_to_string(&path)?;
    let list: List<'_> = serde_json::from_str(&text)?;
    let letters: usize = list
        .value
        .iter()
        .map(|row| {
            let own = &row.properties;
            row.id.len()
                + own.role_definition_id.len()
                + own.principal_id.len()
                + own.scope.len()
                + own.condition.as_ref().map_or(0, |text| text.len())
        })
        .sum();
    let seconds = start.elapsed().as_secs_f64();
    let line = format!("{} rows, {letters} letters of {} bytes in {seconds:.3} s\n", list.value.len(), text.len());
    io::Write::write_all(&mut io::stdout(), line.as_bytes())
}
