//! [`delta`]: reads two exports without the records that change no access.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::affected::Affected;
use super::compare::ComparedLists;
use super::named::NamedIds;
use super::records::Unfit;
use super::{agreement, compare, reduced};
use crate::export::load::sniff;
use crate::export::loaded::Loaded;
use crate::export::{build, database};
use crate::input;
use crate::input::{Content, Input};
use crate::model::{Guid, ObjectId};
use crate::parallel;
use crate::source::Source;

/// What is no list is read whole, but not if it is longer.
const WHOLE: u64 = 8 << 20;
/// A file of a folder, beside its name in it; of an argument that is a file, that name is empty.
type NamedFile = (PathBuf, PathBuf);

/// Two exports, without the records that change no access.
#[derive(Debug)]
pub struct Delta {
    /// The old one.
    pub before: Loaded,
    /// The new one.
    pub after: Loaded,
    /// The only principals whose answers may differ; they need not be in both.
    pub affected: Vec<ObjectId>,
}

/// Reads two exports without the records that do not change who can do what to subscriptions, workspaces and the tenant.
/// `None`: they cannot be read in this way, for whatever reason, or have fewer than `worth` bytes together; they have to be
/// read whole.
pub fn delta(old: &str, new: &str, worth: u64) -> Option<Delta> {
    let files = matched(input::files(Path::new(old))?, input::files(Path::new(new))?)?;
    if files.iter().flatten().map(|file| size(file)).sum::<u64>() < worth {
        return None;
    }
    let parts = parts(files)?;
    let lists: Vec<&ComparedLists> = parts.iter().filter_map(FileOfBoth::list).collect();
    let mut named = NamedIds::default();
    for own in parts.iter().filter_map(FileOfBoth::named) {
        named.extend(own.clone());
    }
    let affected = Affected::of(&lists, &named)?;
    let mut inputs = [Vec::new(), Vec::new()];
    for of_part in parallel::each(&parts, |part| part.inputs(&affected)) {
        for ((inputs, input), argument) in inputs.iter_mut().zip(of_part?).zip([old, new]) {
            let found_by = Some(argument).filter(|argument| Path::new(argument).is_dir()).map(Into::into);
            inputs.push(Input { found_by, ..input });
        }
    }
    for inputs in &mut inputs {
        inputs.sort_by(|a, b| a.name().cmp(b.name()));
    }
    let [old, new] = inputs;
    let (after, before) = parallel::both(|| build::facts(&new).ok(), || build::facts(&old).ok());
    let (before, after) = (before?, after?);
    let sound = agreement::agree(&before.facts, &after.facts)
        && reduced::is_silent(&before.notes, &old)
        && reduced::is_silent(&after.notes, &new);
    let affected = affected.principals.into_iter().map(|id| Guid::from_u128(id).into()).collect();
    sound.then_some(Delta { before, after, affected })
}

/// Each old file beside the new one of its name; files without such stand in their order.
fn matched(old: Vec<NamedFile>, new: Vec<NamedFile>) -> Option<Vec<[PathBuf; 2]>> {
    if old.len() != new.len() {
        return None;
    }
    let names = |files: &[NamedFile]| files.iter().map(|(name, _)| name.clone()).collect::<FxHashSet<PathBuf>>();
    let (old_names, new_names) = (names(&old), names(&new));
    let (mut same, rest): (Vec<NamedFile>, Vec<NamedFile>) = old.into_iter().partition(|(name, _)| new_names.contains(name));
    let (mut like, other): (Vec<NamedFile>, Vec<NamedFile>) = new.into_iter().partition(|(name, _)| old_names.contains(name));
    same.extend(rest);
    like.extend(other);
    Some(same.into_iter().zip(like).map(|((_, old), (_, new))| [old, new]).collect())
}

/// A file of both exports.
enum FileOfBoth {
    List(Box<ComparedLists>),
    /// No skippable list, and the same in both.
    Whole {
        texts: [Source; 2],
        named: NamedIds,
    },
    /// No export at all, with the reason.
    Other {
        paths: [PathBuf; 2],
        why: &'static str,
    },
}

/// What the files hold. The largest come first, because they decide how long it takes.
fn parts(mut files: Vec<[PathBuf; 2]>) -> Option<Vec<FileOfBoth>> {
    files.sort_by_key(|[old, _]| std::cmp::Reverse(size(old)));
    parallel::each(&files, FileOfBoth::of).into_iter().collect()
}

/// In bytes.
fn size(file: &Path) -> u64 {
    std::fs::metadata(file).map_or(0, |about| about.len())
}

impl FileOfBoth {
    fn of([old, new]: &[PathBuf; 2]) -> Option<Self> {
        match (sniff(old).ok()?, sniff(new).ok()?) {
            (None, None) => {}
            // What a database holds is read whole.
            _ if database::is_one(old) || database::is_one(new) => return None,
            (Some(why), Some(other)) if why == other => return Some(Self::Other { paths: [old.clone(), new.clone()], why }),
            _ => return None,
        }
        match compare::compare(old, new) {
            Ok(compared) => Some(Self::List(Box::new(compared))),
            Err(Unfit::Shape) => Self::whole(old, new),
            Err(Unfit::File) => None,
        }
    }

    fn whole(old: &Path, new: &Path) -> Option<Self> {
        if size(old) > WHOLE || size(new) > WHOLE {
            return None;
        }
        let texts = [Source::read(old).ok()?, Source::read(new).ok()?];
        let [old, new] = &texts;
        if old.text() != new.text() {
            return None;
        }
        let named = NamedIds::of(old.text().as_bytes())?;
        Some(Self::Whole { texts, named })
    }

    fn list(&self) -> Option<&ComparedLists> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// What is read of it in each of the two exports.
    fn inputs(&self, affected: &Affected) -> Option<[Input; 2]> {
        match self {
            Self::List(list) => reduced::inputs(list, affected).ok(),
            Self::Whole { texts, .. } => Some(
                texts
                    .each_ref()
                    .map(|text| Input { modified: input::modified(Path::new(&**text.name())), ..Input::new(text.clone()) }),
            ),
            Self::Other { paths, why } => Some(paths.each_ref().map(|path| Input::found(path, Content::Other(why)))),
        }
    }

    /// What a text names that is no list.
    fn named(&self) -> Option<&NamedIds> {
        match self {
            Self::Whole { named, .. } => Some(named),
            _ => None,
        }
    }
}
