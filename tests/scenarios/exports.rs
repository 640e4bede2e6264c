//! Every folder `fixtures/read/<format>/<case>/` holds exports and what has to be read from them: `expected.json`.

use std::path::Path;

use libtest_mimic::Trial;
use rolecall::export;

use crate::support::export_picture as picture;

const EXPECTED: &str = "expected.json";

pub(crate) fn trials() -> Vec<Trial> {
    crate::each("read/*/*", |_| "export".to_owned(), read)
}

fn read(case: &Path) {
    let arguments = crate::arguments(case, EXPECTED);
    let loaded = export::load(&arguments, &mut std::io::empty()).and_then(|inputs| export::facts(&inputs));
    let shown = match loaded {
        Ok(loaded) => picture::of(&loaded),
        Err(errors) => picture::of_errors(&errors),
    };
    let shown = format!("{shown:#}\n").replace(&format!("{}/", case.display()), "");
    crate::expect(&case.join(EXPECTED), &shown);
}
