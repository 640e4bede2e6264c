//! All inputs into one set of facts: [`facts`] walks over the inputs, then settles what only all of them together say.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::error::{ReadError, ReadErrors};
use super::format::looked_for;
use super::lighthouse::Registrations;
use super::load::{Content, Input};
use super::members::{CalledList, EmptyList};
use super::scan::Reader;
use super::{InputSummary, Loaded, duplicates, tenancy};
use crate::model::{Facts, Note, Notes, ObjectId, PrincipalId, PrincipalKind, RoleId, Severity};
use crate::source::Place;

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Build {
    pub(super) facts: Facts,
    pub(super) hearsay: Hearsay,
    pub(super) notes: Notes,
    pub(super) errors: Vec<ReadError>,
    /// Records of no known shape, by input.
    pub(super) unrecognised: Vec<InputSummary>,
    pub(super) registrations: Registrations,
    pub(super) empty_members: Vec<EmptyList>,
    pub(super) called_lists: Vec<CalledList>,
    /// Inputs that hold nothing but blanks.
    empty: Vec<Arc<str>>,
}

/// What records that are no directory export say about principals: it counts where no directory export says anything, and
/// of several things said the smallest, so that the order of the inputs changes nothing.
#[derive(Debug, Default)]
pub(super) struct Hearsay {
    kinds: Vec<PrincipalKind>,
    names: FxHashMap<PrincipalId, Box<str>>,
    upns: FxHashMap<PrincipalId, Box<str>>,
    roles: FxHashMap<RoleId, Box<str>>,
}

impl Hearsay {
    /// Some record says that a principal is of a kind.
    pub(super) fn kind(&mut self, of: PrincipalId, kind: PrincipalKind) {
        if self.kinds.len() <= of.index() {
            self.kinds.resize(of.index() + 1, PrincipalKind::Unknown);
        }
        if let Some(known) = self.kinds.get_mut(of.index()) {
            *known = kind.min(*known);
        }
    }

    /// Some record calls a principal by a name.
    pub(super) fn name(&mut self, of: PrincipalId, name: &str) {
        smallest(&mut self.names, of, name);
    }

    /// Some record calls a role by a name.
    pub(super) fn role(&mut self, role: RoleId, name: &str) {
        if !name.trim().is_empty() {
            smallest(&mut self.roles, role, name);
        }
    }

    /// Some record says under which name a principal signs in.
    pub(super) fn upn(&mut self, of: PrincipalId, upn: &str) {
        smallest(&mut self.upns, of, upn);
    }

    /// Gives the facts what no directory export said.
    fn settle(mut self, facts: &mut Facts) {
        facts.role_names = std::mem::take(&mut self.roles);
        for principal in facts.principals.ids() {
            let Some(known) = facts.principals.facts_mut(principal) else { continue };
            if known.kind == PrincipalKind::Unknown {
                known.kind = self.kinds.get(principal.index()).copied().unwrap_or_default();
            }
            if known.name.is_none() {
                known.name = self.names.remove(&principal);
            }
            if known.upn.is_none() {
                known.upn = self.upns.remove(&principal);
            }
        }
    }
}

fn smallest<K: Copy + Eq + std::hash::Hash>(said: &mut FxHashMap<K, Box<str>>, of: K, text: &str) {
    match said.get_mut(&of) {
        Some(known) if **known <= *text => {}
        Some(known) => *known = text.into(),
        None => {
            said.insert(of, text.into());
        }
    }
}

/// Reads every input.
pub(super) fn facts(inputs: &[Input]) -> Result<Loaded, ReadErrors> {
    let mut build = Build::default();
    let mut found: FxHashMap<&Arc<str>, (usize, bool)> = FxHashMap::default();
    for input in inputs {
        let before = build.facts.inputs.len();
        build.input(input);
        if let Some(by) = &input.found_by {
            let (files, any) = found.entry(by).or_default();
            *files += 1;
            *any |= build.facts.inputs.len() > before;
        }
    }
    let mut barren: Vec<(&Arc<str>, usize)> =
        found.into_iter().filter(|(_, (_, any))| !any).map(|(by, (files, _))| (by, files)).collect();
    barren.sort();
    for (path, files) in barren {
        build.errors.push(ReadError::NoExports { path: path.to_string(), what: "exports", files, looked_for: looked_for() });
    }
    duplicates::roles(&mut build, inputs);
    build.finish()
}

impl Build {
    fn input(&mut self, input: &Input) {
        let source = match &input.content {
            Content::Text(source) => source,
            Content::Other(why) => {
                let message = format!("`{}` {why} and was passed over", input.name);
                self.pass_over(input, message);
                return;
            }
        };
        if source.text().trim().is_empty() {
            self.empty.push(Arc::clone(&input.name));
            return;
        }
        Reader::new(self, input, source).run();
    }

    /// A file that somebody's folder happens to hold.
    pub(super) fn pass_over(&mut self, input: &Input, message: String) {
        let place = Place { path: Arc::clone(&input.name), line: 1, column: 1 };
        let note = Note::warning("passed-over", message).severity(Severity::Note).at(place);
        self.notes.push(note.help(looked_for()));
    }

    /// An empty file is what PowerShell leaves where there is no result (R-FMT-9), and what an export that failed leaves: by
    /// itself it answers nothing.
    fn settle_empty(&mut self) {
        for name in std::mem::take(&mut self.empty) {
            let error = ReadError::Empty { path: name.to_string() };
            if self.facts.inputs.is_empty() {
                self.errors.push(error);
                continue;
            }
            let message = format!("{error}: nothing follows from it");
            let place = Place { path: name, line: 1, column: 1 };
            let help = "if the export failed, run it again; if it found nothing, vouch for its kind with `--complete KIND`";
            self.notes.push(Note::warning("empty-input", message).help(help).at(place));
        }
    }

    fn finish(mut self) -> Result<Loaded, ReadErrors> {
        self.settle_empty();
        self.hearsay.settle(&mut self.facts);
        tenancy::settle(&mut self.facts);
        if let Some(note) = self.registrations.settle(&mut self.facts) {
            self.notes.push(note);
        }
        for list in self.called_lists {
            if let Some(note) = list.settle(&mut self.facts) {
                self.notes.push(note);
            }
        }
        for list in self.empty_members {
            if let Some(note) = list.settle(&mut self.facts) {
                self.notes.push(note);
            }
        }
        let mut inputs: Vec<InputSummary> = self.facts.inputs.iter().map(summary).collect();
        inputs.append(&mut self.unrecognised);
        inputs.sort_by(|a, b| (&a.path, a.format).cmp(&(&b.path, b.format)));
        ReadErrors::check(Loaded { facts: self.facts, inputs, notes: self.notes.into_sorted() }, self.errors)
    }
}

fn summary(input: &crate::model::InputFile) -> InputSummary {
    InputSummary {
        path: Arc::clone(&input.path),
        format: input.format,
        records: input.records,
        used: input.used,
        partial: input.partial,
    }
}

/// An id that is no GUID.
pub(super) fn is_unusual(id: &ObjectId) -> bool {
    matches!(id, ObjectId::Text(_))
}
