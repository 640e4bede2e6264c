//! CSV: a row for each principal, task and target.

use std::io::{self, Write};

use super::picture::AnswersView;
use super::rows::{self, COLUMNS};
use crate::report::csv::tame;

pub(crate) fn write(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    rows::each(answers, |row| Ok(table.write_record(row.iter().map(|cell| tame(cell)))?))?;
    table.flush()
}
