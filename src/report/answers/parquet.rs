//! Apache Parquet: the rows of `--format rows`, for `DuckDB`, Spark, Fabric and other databases.

use std::io::{self, Write};

use super::picture::AnswersView;
use super::rows::{self, COLUMNS};
use crate::report::parquet::{ColumnType, ParquetCell, ParquetWriter};

pub(crate) fn write(answers: &AnswersView<'_>, out: &mut dyn Write) -> io::Result<()> {
    let columns: Vec<(&'static str, ColumnType)> = COLUMNS.iter().map(|&name| (name, kind(name))).collect();
    let kinds: Vec<ColumnType> = columns.iter().map(|(_, kind)| *kind).collect();
    let mut table = ParquetWriter::begin(out, columns)?;
    rows::each(answers, |row| table.row(row.iter().zip(&kinds).map(|(text, kind)| cell(text, *kind))))?;
    table.end()
}

fn kind(column: &str) -> ColumnType {
    match column {
        "at" => ColumnType::Instant,
        "strict_wildcards_differs" => ColumnType::Bool,
        _ => ColumnType::Text,
    }
}

/// What is empty, or not of the type of its column, is null.
fn cell(text: &str, kind: ColumnType) -> Option<ParquetCell<'_>> {
    match kind {
        ColumnType::Text => (!text.is_empty()).then_some(ParquetCell::Text(text)),
        ColumnType::Instant => text.parse::<jiff::Timestamp>().ok().map(|at| ParquetCell::Instant(at.as_millisecond())),
        ColumnType::Bool => text.parse().ok().map(ParquetCell::Bool),
    }
}
