//! `--format parquet` has the rows of `--format rows`: read back with a reader that knows of the format only what its specification says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use serde_json::{Map, Value as Json};

/// A value of Thrift's compact protocol.
#[derive(Debug)]
enum Thrift {
    Int(i64),
    Bytes(Vec<u8>),
    List(Vec<Thrift>),
    Struct(BTreeMap<u64, Thrift>),
}

/// Bytes that are read from the front.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn take(&mut self, length: usize) -> &[u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u64 {
        self.little_endian(1)
    }

    fn little_endian(&mut self, length: usize) -> u64 {
        self.take(length).iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn varint(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= (byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    fn value(&mut self, kind: u64) -> Thrift {
        match kind {
            1 | 2 => Thrift::Int((kind == 1).into()),
            4..=6 => {
                let number = self.varint();
                Thrift::Int((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
            }
            8 => {
                let length = self.varint() as usize;
                Thrift::Bytes(self.take(length).to_vec())
            }
            9 => {
                let head = self.byte();
                let length = if head >> 4 == 15 { self.varint() } else { head >> 4 };
                Thrift::List((0..length).map(|_| self.value(head & 15)).collect())
            }
            12 => Thrift::Struct(self.fields()),
            other => panic!("there is no type {other} in this metadata"),
        }
    }

    fn fields(&mut self) -> BTreeMap<u64, Thrift> {
        let (mut fields, mut last) = (BTreeMap::new(), 0);
        loop {
            let head = self.byte();
            if head == 0 {
                return fields;
            }
            last += head >> 4;
            assert!(head >> 4 > 0, "fields are near each other");
            fields.insert(last, self.value(head & 15));
        }
    }

    /// Numbers in runs, as many as there are.
    fn runs(&mut self, bits: u64, number: usize) -> Vec<u64> {
        let mut found = Vec::new();
        while found.len() < number {
            let head = self.varint();
            assert_eq!(head & 1, 0, "a run, not packed bits");
            let value = self.little_endian(bits.div_ceil(8) as usize);
            found.extend(std::iter::repeat_n(value, (head >> 1) as usize));
        }
        assert_eq!(found.len(), number);
        found
    }
}

impl Thrift {
    fn get(&self, field: u64) -> Option<&Self> {
        let Self::Struct(fields) = self else { panic!("{self:?} has no fields") };
        fields.get(&field)
    }

    fn int(&self, field: u64) -> i64 {
        let Some(Self::Int(number)) = self.get(field) else { panic!("{self:?} has no number {field}") };
        *number
    }

    fn size(&self, field: u64) -> usize {
        self.int(field).try_into().expect("a size")
    }

    fn text(&self, field: u64) -> String {
        let Some(Self::Bytes(bytes)) = self.get(field) else { panic!("{self:?} has no text {field}") };
        String::from_utf8(bytes.clone()).expect("UTF-8")
    }

    fn list(&self, field: u64) -> &[Self] {
        let Some(Self::List(items)) = self.get(field) else { panic!("{self:?} has no list {field}") };
        items
    }
}

/// Plain values of a physical type.
fn plain(bytes: &[u8], kind: i64, number: usize) -> Vec<Json> {
    let mut bytes = Bytes(bytes);
    let mut one = |at: usize| match kind {
        0 => {
            let bit = bytes.0.get(at / 8).expect("eight in a byte") >> (at % 8) & 1;
            Json::String((bit == 1).to_string())
        }
        2 => {
            let milliseconds = bytes.little_endian(8).cast_signed();
            Json::String(jiff::Timestamp::from_millisecond(milliseconds).expect("an instant").to_string())
        }
        6 => {
            let length = bytes.little_endian(4) as usize;
            Json::String(String::from_utf8(bytes.take(length).to_vec()).expect("UTF-8"))
        }
        other => panic!("no column has the type {other}"),
    };
    (0..number).map(&mut one).collect()
}

/// A page of a column, and its header.
fn page<'f>(bytes: &mut Bytes<'f>) -> (Thrift, &'f [u8]) {
    let header = Thrift::Struct(bytes.fields());
    assert_eq!(header.int(2), header.int(3), "nothing is compressed");
    let (content, rest) = bytes.0.split_at(header.size(3));
    bytes.0 = rest;
    (header, content)
}

/// The cells of a column of a row group.
fn cells(file: &[u8], meta: &Thrift, rows: usize) -> Vec<Json> {
    let (kind, data) = (meta.int(1), meta.size(9));
    let start = meta.get(11).map_or(data, |_| meta.size(11));
    let mut bytes = Bytes(part(file, start..start + meta.size(7)));
    let mut dictionary = Vec::new();
    if start < data {
        let (header, content) = page(&mut bytes);
        assert_eq!(header.int(1), 2, "a dictionary page");
        dictionary = plain(content, kind, header.get(7).expect("its header").size(1));
    }
    let (header, content) = page(&mut bytes);
    let own = header.get(5).expect("the header of a data page");
    assert_eq!((own.size(1), bytes.0.len()), (rows, 0));
    let mut content = Bytes(content);
    let levels = content.little_endian(4) as usize;
    let present = Bytes(content.take(levels)).runs(1, rows);
    let number = present.iter().filter(|level| **level == 1).count();
    let mut values = if own.int(2) == 8 {
        let bits = content.byte();
        content
            .runs(bits, number)
            .into_iter()
            .map(|at| dictionary.get(at as usize).expect("a value of the dictionary").clone())
            .collect()
    } else {
        plain(content.0, kind, number)
    }
    .into_iter();
    present.into_iter().map(|level| if level == 1 { values.next().expect("a value") } else { Json::Null }).collect()
}

/// A part of a file.
fn part(file: &[u8], range: std::ops::Range<usize>) -> &[u8] {
    file.get(range).expect("the file is that long")
}

/// The rows of a file.
fn rows(file: &[u8]) -> Vec<Map<String, Json>> {
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    let tail = file.len() - 8;
    let length = Bytes(part(file, tail..tail + 4)).little_endian(4) as usize;
    let metadata = Thrift::Struct(Bytes(part(file, tail - length..tail)).fields());
    let (root, columns) = metadata.list(2).split_first().expect("a schema");
    assert_eq!(root.size(5), columns.len());
    let names: Vec<String> = columns.iter().map(|column| column.text(4)).collect();
    let mut found = Vec::new();
    for group in metadata.list(4) {
        let first = found.len();
        found.resize_with(first + group.size(3), Map::new);
        for (name, chunk) in names.iter().zip(group.list(1)) {
            let cells = cells(file, chunk.get(3).expect("its metadata"), group.size(3));
            for (row, cell) in found.iter_mut().skip(first).zip(cells) {
                row.insert(name.clone(), cell);
            }
        }
    }
    assert_eq!(metadata.size(3), found.len());
    found
}

/// Runs the program with a format; what it prints.
fn printed(arguments: &[&str], format: &str) -> Vec<u8> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    let output = command.args(arguments).args(["-q", "--format", format]).output().expect("the program runs");
    assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Both formats have the same rows; how many.
fn same(arguments: &[&str]) -> usize {
    let lines = String::from_utf8(printed(arguments, "rows")).expect("text");
    let expected: Vec<Map<String, Json>> = lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let found = rows(&printed(arguments, "parquet"));
    assert_eq!(found.len(), expected.len());
    let different = found.iter().zip(&expected).find(|(found, expected)| found != expected);
    assert!(different.is_none(), "{arguments:?}: {different:?}");
    found.len()
}

#[test]
fn parquet_has_the_rows_of_every_answer() {
    let cases: [(&[&str], &str); 4] = [
        (&["audit", "fixtures/contoso", "--at", "2025-02-01", "--all"], "all of a tenant"),
        (&["who-can", "Owner", "fixtures/contoso", "--at", "2025-02-01"], "who can do one thing"),
        (&["where-can", "Alice Adams", "Microsoft.Support/*", "fixtures/contoso", "--at", "2025-02-01"], "where somebody can"),
        (
            &["explain", "Carol Chen", "act-on-incidents", "fixtures/contoso", "--at", "2025-02-01", "--workspace", "soc"],
            "one answer",
        ),
    ];
    for (arguments, why) in cases {
        assert!(same(arguments) > 0, "{why}");
    }
    let nobody =
        ["who-can", "Microsoft.KeyVault/vaults/secrets/getSecret/action", "fixtures/contoso", "--scope", "SOC Production"];
    assert_eq!(same(&nobody), 0, "a table without rows");
}

#[test]
fn parquet_has_several_groups_of_many_rows() {
    let folder = std::env::temp_dir().join(format!("rolecall-parquet-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let subscription = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
    let mut list = String::from("[");
    for n in 0..140 {
        let scope = format!("{subscription}/resourceGroups/r/providers/Microsoft.OperationalInsights/workspaces/w{n}");
        let comma = if n == 0 { "" } else { "," };
        write!(
            list,
            "{comma}{{\"id\": \"{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-{n:012}\", \
             \"name\": \"00000000-0000-4000-8000-{n:012}\", \"type\": \"Microsoft.Authorization/roleAssignments\", \
             \"principalId\": \"00000000-0000-4000-9000-{n:012}\", \"principalType\": \"User\", \"scope\": \"{scope}\", \
             \"roleDefinitionId\": \"{subscription}/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635\"}}"
        )
        .expect("a string takes everything");
    }
    std::fs::write(folder.join("role-assignments.json"), list + "]").expect("the exports");
    let exports = folder.display().to_string();
    assert!(same(&["audit", &exports, "--all", "--at", "2025-02-01"]) > 1 << 16);
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}
