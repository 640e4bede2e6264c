//! [`ParquetWriter`]: a table as a file of Apache Parquet, for databases.
//!
//! The tables of reports are flat: some columns of texts, and few of other types. For these the format is small
//! ([specification](https://parquet.apache.org/docs/file-format/)): row groups of columns, each with a dictionary page and a data page,
//! uncompressed, and the metadata at the end. The crate `parquet` brings forty others.

mod column;
mod thrift;

use std::io::{self, Write};

use self::column::{ColumnBuffer, encoding};
use self::thrift::{StructWriter, encoded};
pub(crate) use column::{ColumnType, ParquetCell};

/// A file begins and ends with it.
const MAGIC: &[u8] = b"PAR1";
/// So many rows are a group.
const ROWS: usize = 1 << 16;
/// A group ends where so many bytes of a column are kept.
const BYTES: usize = 1 << 26;

/// Names of the metadata ([definitions](https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift)).
const OPTIONAL: i32 = 1;
const UNCOMPRESSED: i32 = 0;

impl ColumnType {
    /// How the values are kept.
    const fn physical(self) -> i32 {
        match self {
            Self::Bool => 0,
            Self::Instant => 2,
            Self::Text => 6,
        }
    }

    /// What the values mean, for old readers and for new ones.
    fn logical(self, element: &mut StructWriter<'_>) {
        match self {
            Self::Bool => {}
            Self::Text => {
                element.i32(6, 0);
                element.nested(10, |own| own.nested(1, |_| {}));
            }
            Self::Instant => {
                element.i32(6, 9);
                element.nested(10, |own| {
                    own.nested(8, |instant| {
                        instant.yes(1);
                        instant.nested(2, |unit| unit.nested(1, |_| {}));
                    });
                });
            }
        }
    }
}

/// Writes a table.
pub(crate) struct ParquetWriter<'w> {
    out: &'w mut dyn Write,
    columns: Vec<(&'static str, ColumnType)>,
    buffers: Vec<ColumnBuffer>,
    /// Rows of the group that is not written yet.
    rows: usize,
    groups: Vec<RowGroup>,
    /// Bytes that were written.
    at: usize,
}

/// A row group that was written.
struct RowGroup {
    rows: usize,
    columns: Vec<ColumnChunk>,
}

/// A column of a row group.
struct ColumnChunk {
    at: usize,
    size: usize,
    dictionary: usize,
}

impl<'w> ParquetWriter<'w> {
    /// Begins a table with these columns.
    pub(crate) fn begin(out: &'w mut dyn Write, columns: Vec<(&'static str, ColumnType)>) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        let buffers = columns.iter().map(|_| ColumnBuffer::default()).collect();
        Ok(Self { out, columns, buffers, rows: 0, groups: Vec::new(), at: MAGIC.len() })
    }

    /// Writes a row, with a cell of its type for each column; `None` is null.
    pub(crate) fn row<'c>(&mut self, cells: impl Iterator<Item = Option<ParquetCell<'c>>>) -> io::Result<()> {
        self.buffers.iter_mut().zip(cells).for_each(|(buffer, cell)| buffer.push(cell));
        self.rows += 1;
        let is_full = self.rows == ROWS || self.buffers.iter().any(|buffer| buffer.size() > BYTES);
        if is_full { self.end_group() } else { Ok(()) }
    }

    /// Ends the table.
    pub(crate) fn end(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.end_group()?;
        }
        let metadata = self.metadata();
        self.out.write_all(&metadata)?;
        self.out.write_all(&u32::try_from(metadata.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        self.out.write_all(MAGIC)
    }

    fn end_group(&mut self) -> io::Result<()> {
        let mut columns = Vec::with_capacity(self.buffers.len());
        for buffer in &mut self.buffers {
            let pages = std::mem::take(buffer).pages();
            self.out.write_all(&pages.bytes)?;
            columns.push(ColumnChunk { at: self.at, size: pages.bytes.len(), dictionary: pages.dictionary });
            self.at += pages.bytes.len();
        }
        self.groups.push(RowGroup { rows: std::mem::take(&mut self.rows), columns });
        Ok(())
    }

    /// `FileMetaData`
    fn metadata(&self) -> Vec<u8> {
        // The root of the schema has no type, only children.
        let elements: Vec<Option<(&str, ColumnType)>> =
            std::iter::once(None).chain(self.columns.iter().copied().map(Some)).collect();
        encoded(|file| {
            file.i32(1, 2);
            file.structs(2, &elements, |element, column| match column {
                None => {
                    element.text(4, "schema");
                    element.size(5, self.columns.len());
                }
                Some((name, kind)) => {
                    element.i32(1, kind.physical());
                    element.i32(3, OPTIONAL);
                    element.text(4, name);
                    kind.logical(element);
                }
            });
            file.long_size(3, self.groups.iter().map(|group| group.rows).sum());
            file.structs(4, &self.groups, |own, group| self.group(own, group));
            file.text(6, concat!("rolecall version ", env!("CARGO_PKG_VERSION")));
        })
    }

    /// `RowGroup`
    fn group(&self, own: &mut StructWriter<'_>, group: &RowGroup) {
        let columns: Vec<_> = self.columns.iter().zip(&group.columns).collect();
        own.structs(1, &columns, |chunk, ((name, kind), column)| {
            chunk.long_size(2, column.at);
            chunk.nested(3, |meta| {
                meta.i32(1, kind.physical());
                let has_dictionary = column.dictionary > 0;
                let encodings: &[i32] = if has_dictionary {
                    &[encoding::PLAIN, encoding::RLE, encoding::RLE_DICTIONARY]
                } else {
                    &[encoding::PLAIN, encoding::RLE]
                };
                meta.i32s(2, encodings);
                meta.texts(3, &[name]);
                meta.i32(4, UNCOMPRESSED);
                meta.long_size(5, group.rows);
                meta.long_size(6, column.size);
                meta.long_size(7, column.size);
                meta.long_size(9, column.at + column.dictionary);
                if has_dictionary {
                    meta.long_size(11, column.at);
                }
            });
        });
        own.long_size(2, group.columns.iter().map(|column| column.size).sum());
        own.long_size(3, group.rows);
    }
}
