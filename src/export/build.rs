//! [`facts`]: reads all inputs into one set of facts, then settles what only all inputs together say.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::error::{ReadError, ReadErrors};
use super::format::looked_for;
use super::gathered::Gathered;
use super::loaded::{InputSummary, Loaded};
use super::survey;
use super::tenancy;
use super::text::ExportText;
use super::{duplicates, pages, requests};
use crate::input::{Content, Input, InputError};
use crate::model::{InputFile, Note, NoteCode, Severity};
use crate::source::{Place, Source, progress};

/// Reads the facts from the inputs. The errors are everything that is wrong, not only the first.
pub fn facts(inputs: &[Input]) -> Result<Loaded, ReadErrors> {
    into_facts(inputs.to_vec())
}

/// The same of inputs that nobody else needs: the memory of each text is free as soon as it was read.
pub fn into_facts(inputs: Vec<Input>) -> Result<Loaded, ReadErrors> {
    facts_into(Gathered::default(), inputs)
}

fn facts_into(mut gathered: Gathered, mut inputs: Vec<Input>) -> Result<Loaded, ReadErrors> {
    let mut found: FxHashMap<Arc<str>, (usize, bool)> = FxHashMap::default();
    progress::is_to_read(inputs.iter().map(size).sum());
    for input in &mut inputs {
        let (before, roles_before) = (gathered.facts.inputs.len(), gathered.facts.definitions.len());
        gathered.input(input);
        gathered.bytes_before += size(input);
        if let Some(by) = &input.found_by {
            let (files, any) = found.entry(Arc::clone(by)).or_default();
            *files += 1;
            *any |= gathered.facts.inputs.len() > before;
        }
        // Where roles are defined is looked up once all of them are known.
        if gathered.facts.definitions.len() == roles_before {
            input.forget_text();
        }
    }
    let mut barren: Vec<(Arc<str>, usize)> =
        found.into_iter().filter(|(_, (_, any))| !any).map(|(by, (files, _))| (by, files)).collect();
    barren.sort();
    for (path, files) in barren {
        let (path, looked_for) = (path.to_string(), looked_for());
        gathered.errors.push(InputError::NothingFound { path, what: "exports", files, looked_for }.into());
    }
    for note in duplicates::roles(&gathered.facts, &inputs) {
        gathered.notes.push(note);
    }
    gathered.finish(&inputs)
}

/// The bytes of an input.
fn size(input: &Input) -> u64 {
    input.source().map_or(0, |source| source.text().len() as u64)
}

impl Gathered {
    fn input(&mut self, input: &Input) {
        let source = match &input.content {
            Content::Text(source) => source,
            Content::Unreadable(why, may_hold) => {
                let empty = Source::new(Arc::clone(&input.name), "");
                ExportText::new(self, input, &empty).refused(why, *may_hold);
                return;
            }
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
        progress::reads(&input.name);
        ExportText::new(self, input, source).read();
    }

    /// A file that somebody's folder happens to hold.
    fn pass_over(&mut self, input: &Input, message: String) {
        let place = Place { path: Arc::clone(&input.name), line: 1, column: 1 };
        let note = Note::warning(NoteCode::PassedOver, message).severity(Severity::Note).at(place);
        self.notes.push(note.help(looked_for()));
    }

    /// PowerShell leaves an empty file if there is no result (R-FMT-9), and so does an export that failed. By itself an empty
    /// file answers nothing.
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
            self.notes.push(Note::warning(NoteCode::EmptyInput, message).help(help).at(place));
        }
    }

    fn finish(mut self, inputs: &[Input]) -> Result<Loaded, ReadErrors> {
        self.settle_empty();
        self.inferred.settle(&mut self.facts);
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
        for note in pages::join(&mut self.facts, self.pages) {
            self.notes.push(note);
        }
        let in_full = inputs.iter().filter_map(|input| Some((&*input.name, input.excerpt.as_ref()?.records as u64)));
        requests::settle(&mut self.facts, &in_full.collect::<Vec<_>>());
        tenancy::mark_other_tenants(&mut self.facts);
        survey::mark_resources_of_one_group(&mut self.facts);
        duplicates::denies(&mut self.facts);
        self.facts.lists.sort_by_key(|list| (list.kind, list.place, list.input));
        let mut summaries: Vec<InputSummary> = self.facts.inputs.iter().map(summary).collect();
        summaries.append(&mut self.unrecognised);
        summaries.sort_by(|a, b| (&a.path, a.format).cmp(&(&b.path, b.format)));
        ReadErrors::check(Loaded { facts: self.facts, inputs: summaries, notes: self.notes.into_sorted() }, self.errors)
    }
}

fn summary(input: &InputFile) -> InputSummary {
    InputSummary {
        path: Arc::clone(&input.path),
        format: input.format,
        records: input.records,
        used: input.used,
        partial: input.partial,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::export::load::load;
    use crate::export::split::Split;

    /// Everything that is read, or everything that is wrong, as text.
    fn read(inputs: &[Input], split: Split) -> String {
        format!("{:#?}", facts_into(Gathered { split, ..Gathered::default() }, inputs.to_vec()))
    }

    /// Reading in one piece, and in windows of some bytes on several threads, has the same outcome.
    fn agree(inputs: &[Input], window: usize) {
        let whole = read(inputs, Split { large: usize::MAX, window, threads: 1 });
        for threads in [1, 2, 3, 8] {
            let own = read(inputs, Split { large: 0, window, threads });
            let differs = || whole.lines().zip(own.lines()).find(|(whole, own)| whole != own);
            assert!(own == whole, "{:?} of {:?}", differs(), inputs.iter().map(Input::name).collect::<Vec<_>>());
        }
    }

    /// The exports among the fixtures that can be read at all.
    static ALL: LazyLock<Vec<Input>> = LazyLock::new(|| {
        let files = format!("{}/fixtures/read/*/*/*.*", env!("CARGO_MANIFEST_DIR"));
        let files = glob::glob(&files).expect("a pattern").map(|file| file.expect("a file").to_string_lossy().into_owned());
        files.filter_map(|file| load(&[file], &mut std::io::empty()).ok()).flatten().collect()
    });

    #[test]
    fn windows_of_any_size_change_nothing() {
        let contoso = format!("{}/fixtures/contoso", env!("CARGO_MANIFEST_DIR"));
        let contoso = load(&[contoso], &mut std::io::empty()).expect("the exports");
        for window in [40, 300, 2_000, 100_000] {
            ALL.iter().for_each(|input| agree(std::slice::from_ref(input), window));
            agree(&contoso, window);
        }
    }

    proptest! {
        /// Whatever is broken, repeated or escaped, and wherever the borders are.
        #[test]
        fn windows_of_broken_exports_change_nothing(
            file in any::<prop::sample::Index>(), window in 30..3_000_usize, at in any::<prop::sample::Index>(),
            other in any::<prop::sample::Index>(), what in 0..6_u8, is_found in any::<bool>(),
        ) {
            let all: Vec<&Input> = ALL.iter().filter(|input| input.source().is_some()).collect();
            let input = all[file.index(all.len())];
            let text = input.source().expect("a text").text();
            let [at, other] = [at, other].map(|place| text.floor_char_boundary(place.index(text.len().max(1))));
            let (first, last) = (at.min(other), at.max(other));
            let (head, rest) = text.split_at(first);
            let (middle, tail) = rest.split_at(last - first);
            let text = match what {
                0 => head.to_owned(),
                1 => format!("{head}{tail}"),
                2 => format!("{text}\n{text}"),
                3 => text.replacen("\"id\"", "\"ID\":7,\"id\"", 3),
                4 => text.replace("Microsoft", "Micro\\u0073oft"),
                _ => format!("{head}{middle}{middle}{tail}"),
            };
            let found_by = is_found.then(|| Arc::from("somewhere"));
            agree(&[Input { found_by, ..Input::new(Source::new(Arc::clone(input.name()), text)) }], window);
        }
    }
}
