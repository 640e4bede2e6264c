//! [`ModuleCalls`]: the calls of the module that a file belongs to, in the files that are checked with it. Each language says what its calls
//! are; here they are found, through modules that call modules.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::distinct::Distinct;
use super::module_call::ModuleCall;
use super::paths::{folder, plain};
use super::surroundings::Beside;
use crate::source::Source;

/// Modules that call modules are followed this far.
const DEEPEST: usize = 5;

/// Of more calls, nothing is known of what the others give.
const MOST: usize = 50;

/// How a language calls modules.
pub(super) struct CallLanguage {
    /// The path of the module that a file belongs to.
    pub(super) module: fn(&Beside<'_>) -> PathBuf,
    /// Whether a module is also read as it is although something calls it.
    pub(super) is_root: fn(&Beside<'_>) -> bool,
    /// What a file calls, with the calls of its own module; nothing where it cannot be read.
    pub(super) calls_in: fn(&Source, &Beside<'_>, &ModuleCalls) -> Option<Vec<NamedCall>>,
}

/// A call with the path of the module, as it is written.
pub(super) struct NamedCall {
    pub(super) module: String,
    pub(super) call: ModuleCall,
}

/// The calls of a module.
pub(super) struct ModuleCalls {
    calls: Arc<Vec<ModuleCall>>,
    is_root: bool,
}

impl ModuleCalls {
    /// The calls of the module that a file belongs to.
    pub(super) fn of(beside: &Beside<'_>, language: &CallLanguage) -> Self {
        let module = (language.module)(beside);
        let calls = beside.calls(&module, || calls_of(&module, beside, (language, 0)));
        Self::new(calls, beside, language)
    }

    fn new(calls: Arc<Vec<ModuleCall>>, beside: &Beside<'_>, language: &CallLanguage) -> Self {
        let is_root = calls.is_empty() || (language.is_root)(beside);
        Self { calls, is_root }
    }

    /// Each call, and nothing for a module that is read as it is.
    pub(super) fn each(&self) -> impl Iterator<Item = Option<&ModuleCall>> {
        self.calls.iter().map(Some).chain(self.is_root.then_some(None))
    }
}

fn calls_of(module: &Path, beside: &Beside<'_>, (language, depth): (&CallLanguage, usize)) -> Vec<ModuleCall> {
    let mut calls = Distinct::default();
    for file in beside.callers(module) {
        let beside = beside.of(file);
        let own = (language.module)(&beside);
        if own == module {
            continue;
        }
        let named = (depth < DEEPEST && calls.len() < MOST).then(|| {
            let above = Arc::new(calls_of(&own, &beside, (language, depth + 1)));
            (language.calls_in)(file, &beside, &ModuleCalls::new(above, &beside, language))
        });
        let leads = |named: &NamedCall| plain(&folder(&beside.path().to_string_lossy()).join(&named.module)) == module;
        let found = match named.flatten() {
            Some(named) => named.into_iter().filter(leads).map(|named| named.call).collect(),
            None => vec![ModuleCall::unknown()],
        };
        for call in found.into_iter().map(|call| call.of(&beside.path())) {
            calls.add(call);
        }
    }
    calls.into_iter().collect()
}
