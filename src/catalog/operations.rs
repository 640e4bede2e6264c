//! The operations of resource providers: the rows of section `operations`, and finding an operation by name.
//!
//! ```text
//! = control
//! Microsoft.Storage/
//!  storageAccounts/
//!   listKeys/action
//!   read
//! = data
//! ```
//!
//! A line that ends in a slash opens a path; any other is an operation. The blanks before a line count the path segments that it
//! shares with the line above, so that each operation has a line of its own. Planes are kept apart (R-DEF-5): an operation
//! is a name in a plane, and a name that exists in both planes is two operations.

use std::ops::Range;

use super::format::{FormatFault, LineFault, rows};
use crate::arrange::Arrange as _;
use crate::model::Plane;
use crate::suggest::closest;

/// The number of an operation in [`Operations`]: those of the control plane first, in each plane by name without regard to case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub(super) u32);

impl OperationId {
    /// The number as an index.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Every operation of a catalog.
///
/// All names are in one text, one after the other, and once more in lower case, so that a prefix is a range and a look-up is a
/// binary search.
#[derive(Debug, Clone, Default)]
pub struct Operations {
    names: String,
    lower: String,
    ends: Vec<u32>,
    data_start: u32,
}

impl Operations {
    /// How many operations there are, counting a name once per plane.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many distinct names there are; a name that exists in both planes counts once.
    pub fn distinct_names(&self) -> usize {
        let both = self.ids(Plane::Data).filter(|&id| self.find(Plane::Control, self.lower_name(id)).is_some());
        self.len() - both.count()
    }

    /// Every operation of a plane, by name.
    pub fn ids(&self, plane: Plane) -> impl Iterator<Item = OperationId> + use<> {
        self.range(plane).map(OperationId)
    }

    /// The name as Azure spells it. Numbers of another catalog have an empty one.
    pub fn name(&self, id: OperationId) -> &str {
        self.names.get(self.bytes(id)).unwrap_or_default()
    }

    /// The name in ASCII lower case.
    pub fn lower_name(&self, id: OperationId) -> &str {
        self.lower.get(self.bytes(id)).unwrap_or_default()
    }

    /// The plane.
    pub const fn plane(&self, id: OperationId) -> Plane {
        if id.0 < self.data_start { Plane::Control } else { Plane::Data }
    }

    /// The operation with this name in this plane, without regard to case.
    pub fn lookup(&self, plane: Plane, name: &str) -> Option<OperationId> {
        self.find(plane, &name.trim().to_ascii_lowercase())
    }

    /// The operation whose name is closest to one that does not exist, among those of the provider with the closest name.
    pub fn suggest(&self, plane: Plane, name: &str) -> Option<&str> {
        let typed = name.trim().split('/').next()?;
        let providers = self.providers();
        let provider = closest(&providers, |provider| provider, typed)?;
        let own: Vec<&str> = self
            .with_prefix(plane, &format!("{}/", provider.to_ascii_lowercase()))
            .map(|number| self.name(OperationId(number)))
            .collect();
        closest(&own, |own| own, name).copied()
    }

    /// The providers' namespaces, such as `Microsoft.Storage`, sorted without regard to case, each once.
    pub fn providers(&self) -> Vec<&str> {
        let all = (0..self.ends.len() as u32).map(OperationId);
        let mut providers: Vec<&str> = Vec::new();
        for provider in all.filter_map(|id| self.name(id).split('/').next()) {
            if providers.last() != Some(&provider) {
                providers.push(provider);
            }
        }
        providers.arrange_by_key(|provider| (provider.to_ascii_lowercase(), *provider));
        providers.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        providers
    }

    /// The operations of a plane whose names start with a text, without regard to case.
    pub fn starting_with(&self, plane: Plane, prefix: &str) -> impl Iterator<Item = OperationId> + use<> {
        self.with_prefix(plane, &prefix.to_ascii_lowercase()).map(OperationId)
    }

    /// The numbers of a plane.
    pub(super) fn range(&self, plane: Plane) -> Range<u32> {
        match plane {
            Plane::Control => 0..self.data_start,
            Plane::Data => self.data_start..self.ends.len() as u32,
        }
    }

    /// The numbers whose names start with a lower-case text.
    pub(super) fn with_prefix(&self, plane: Plane, prefix: &str) -> Range<u32> {
        if prefix.is_empty() {
            return self.range(plane);
        }
        let start = self.first(self.range(plane), |name| name < prefix);
        let end = self.first(start..self.range(plane).end, |name| name.starts_with(prefix));
        start..end
    }

    /// The operation with this lower-case name.
    pub(super) fn find(&self, plane: Plane, lower: &str) -> Option<OperationId> {
        let range = self.range(plane);
        let at = self.first(range.clone(), |name| name < lower);
        (at < range.end && self.lower_name(OperationId(at)) == lower).then_some(OperationId(at))
    }

    /// The first number of a range whose name is not `before`; the names that are come first.
    fn first(&self, mut range: Range<u32>, before: impl Fn(&str) -> bool) -> u32 {
        while range.start < range.end {
            let middle = range.start + (range.end - range.start) / 2;
            if before(self.lower_name(OperationId(middle))) {
                range.start = middle + 1;
            } else {
                range.end = middle;
            }
        }
        range.start
    }

    fn bytes(&self, id: OperationId) -> Range<usize> {
        let end_of = |at: usize| self.ends.get(at).map_or(0, |&end| end as usize);
        let start = if id.0 == 0 { 0 } else { end_of(id.index() - 1) };
        start..end_of(id.index()).max(start)
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut read = ByteReader::default();
        // A row leaves out what the row before has: about two thirds of a name.
        read.operations.names.reserve(text.len() * 3);
        read.operations.lower.reserve(text.len() * 3);
        for line in rows(text) {
            match line {
                "= control" if read.plane.is_none() => read.plane = Some(Plane::Control),
                "= data" if read.plane != Some(Plane::Data) => read.start_data(),
                _ => read.line(line)?,
            }
        }
        if read.plane != Some(Plane::Data) {
            read.start_data();
        }
        Ok(read.operations)
    }
}

#[derive(Default)]
struct ByteReader {
    operations: Operations,
    plane: Option<Plane>,
    path: String,
    /// The path in lower case.
    lower_path: String,
    /// Where each open segment of the path starts: one more than there are open segments.
    cuts: Vec<usize>,
}

impl ByteReader {
    fn start_data(&mut self) {
        self.plane = Some(Plane::Data);
        self.operations.data_start = self.operations.ends.len() as u32;
        self.path.clear();
        self.lower_path.clear();
        self.cuts.clear();
    }

    fn line<'a>(&mut self, line: &'a str) -> Result<(), LineFault<'a>> {
        if self.plane.is_none() {
            return Err(LineFault::expected(line, "`= control` or `= data`"));
        }
        let depth = line.bytes().take_while(|byte| *byte == b' ').count();
        let text = line.get(depth..).unwrap_or_default();
        if self.cuts.is_empty() {
            self.cuts.push(0);
        }
        let Some(&cut) = self.cuts.get(depth) else {
            return Err(LineFault::expected(line, "at most as many blanks as segments are open above"));
        };
        self.cuts.truncate(depth + 1);
        self.path.truncate(cut);
        self.path.push_str(text);
        self.lower_path.truncate(cut);
        self.lower_path.push_str(text);
        if let Some(added) = self.lower_path.get_mut(cut..) {
            added.make_ascii_lowercase();
        }
        let slashes = text.bytes().enumerate().filter(|(_, byte)| *byte == b'/');
        self.cuts.extend(slashes.map(|(at, _)| cut + at + 1));
        if text.ends_with('/') { Ok(()) } else { self.push(line) }
    }

    fn push<'a>(&mut self, line: &'a str) -> Result<(), LineFault<'a>> {
        let operations = &mut self.operations;
        let start = operations.lower.len();
        let before = operations.ends.len().checked_sub(1).map_or(0..0, |last| operations.bytes(OperationId(last as u32)));
        operations.names.push_str(&self.path);
        operations.lower.push_str(&self.lower_path);
        let first_of_plane = self.plane == Some(Plane::Data) && operations.data_start as usize == operations.ends.len();
        if !first_of_plane && operations.lower.get(before) >= operations.lower.get(start..) {
            return Err(LineFault::new(line, FormatFault::Order(self.path.clone())));
        }
        operations.ends.push(operations.lower.len() as u32);
        Ok(())
    }
}

/// Writes the operations of one plane, sorted by their lower-case names.
pub(super) fn encode(plane: Plane, names: &[&str], out: &mut String) {
    out.push_str(match plane {
        Plane::Control => "= control\n",
        Plane::Data => "= data\n",
    });
    let mut shared_before = 0;
    for (at, name) in names.iter().enumerate() {
        let shared_after = names.get(at + 1).map_or(0, |next| shared_segments(name, next));
        if shared_after > shared_before {
            line(out, shared_before, segments(name, shared_before, shared_after));
        }
        let depth = shared_before.max(shared_after);
        line(out, depth, segments(name, depth, usize::MAX));
        shared_before = shared_after;
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    out.extend(std::iter::repeat_n(' ', depth));
    out.push_str(text);
    out.push('\n');
}

/// How many leading segments two names share; the last segment of a name is never shared.
fn shared_segments(a: &str, b: &str) -> usize {
    let equal = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b);
    equal.filter(|(byte, _)| *byte == b'/').count()
}

/// The segments `from..to` of a name, with the slash after them.
fn segments(name: &str, from: usize, to: usize) -> &str {
    let cut = |segment: usize| match segment {
        0 => 0,
        _ => name.match_indices('/').nth(segment - 1).map_or(name.len(), |(at, _)| at + 1),
    };
    name.get(cut(from)..if to == usize::MAX { name.len() } else { cut(to) }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(operations: &Operations) -> Vec<&str> {
        [Plane::Control, Plane::Data]
            .into_iter()
            .flat_map(|plane| operations.ids(plane))
            .map(|id| operations.name(id))
            .collect()
    }

    #[test]
    fn rows_are_read_and_written_back() {
        let control =
            ["A.B-C/read", "A.B/c/d/read", "A.B/c/d/write", "A.B/c/read", "A.B/C/write", "A.C/x/read", "A.C/x/y/z/action"];
        let mut text = String::new();
        encode(Plane::Control, &control, &mut text);
        encode(Plane::Data, &["A.B/c/read"], &mut text);
        let operations = Operations::decode(&text).expect("rows of our own");
        assert_eq!(all(&operations), [&control[..], &["A.B/c/read"]].concat());
        assert_eq!((operations.len(), operations.distinct_names()), (8, 7));
        assert_eq!(operations.providers(), ["A.B", "A.B-C", "A.C"]);
    }

    #[test]
    fn finds_without_regard_to_case_in_one_plane() {
        let mut text = String::new();
        encode(Plane::Control, &["A/b/read", "A/b/write"], &mut text);
        encode(Plane::Data, &["A/c/read"], &mut text);
        let operations = Operations::decode(&text).expect("rows of our own");
        let found = |plane, name| operations.lookup(plane, name).map(|id| operations.name(id));
        assert_eq!(found(Plane::Control, " a/B/READ "), Some("A/b/read"));
        assert_eq!(found(Plane::Data, "a/b/read"), None, "planes are disjoint");
        assert_eq!(found(Plane::Data, "a/c/read"), Some("A/c/read"));
        assert_eq!(found(Plane::Control, "z"), None);
    }

    #[test]
    fn refuses_rows_that_mean_nothing() {
        let cases = [
            ("A/read\n", "no plane"),
            ("= control\nA/\n   read\n", "too deep"),
            ("= control\nA/write\nA/read\n", "out of order"),
            ("= control\nA/read\na/READ\n", "the same twice"),
            ("= data\nA/read\n= data\n", "a plane twice"),
        ];
        for (text, why) in cases {
            assert!(Operations::decode(text).is_err(), "{why}");
        }
    }
}
